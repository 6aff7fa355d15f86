"""What people say in made-up lives. Nothing of it is anybody's; `chance` chooses one."""

STARTED = (
    "Petugas kami turun ke lokasi hari ini.",
    "Laporan sudah kami teruskan ke bidang yang menangani.",
    "Kami periksa dahulu di lapangan.",
    "Sudah kami catat; regu lapangan menuju ke sana sore ini.",
    "Berkasnya sedang kami cari dan cocokkan.",
    "Kami menghubungi penanggung jawab wilayahnya.",
    "Hari ini kami mulai dengan pengukuran di tempat.",
    "Petugas piket kami sudah menerima tugasnya.",
)
ASKED = (
    "Boleh kami tahu patokan tempatnya, misalnya di depan toko atau sekolah apa?",
    "Sejak kapan hal ini terjadi?",
    "Di sebelah mana tepatnya?",
    "Berapa rumah yang kira-kira terdampak?",
    "Apakah sebelumnya pernah disampaikan ke kelurahan?",
    "Pada jam berapa biasanya terjadi?",
    "Apakah ada petugas yang pernah datang ke sana?",
    "Adakah nama jalan atau nomor tiang yang terdekat?",
)
TOLD = (
    "Di depan balai warga, sebelah kiri jalan.",
    "Sejak dua pekan lalu, setiap hari.",
    "Dekat pasar, arah ke selatan.",
    "Sekitar sepuluh rumah di gang itu.",
    "Pernah saya sampaikan ke RT bulan lalu.",
    "Biasanya antara magrib dan isya.",
    "Belum ada yang datang sampai hari ini.",
    "Tiang ketiga dari simpang, dekat pos ronda.",
)
INTERIM = (
    "Pekerjaannya menunggu bahan. Jawaban kami menyusul pada tanggal tersebut.",
    "Pemeriksaan masih berjalan; hasilnya kami sampaikan pada tanggal tersebut.",
    "Alatnya sedang dipakai di tempat lain dan tiba pekan depan.",
    "Kami menunggu hasil pengukuran sebelum memutuskan.",
)
SOLVED = (
    "Sudah selesai dikerjakan kemarin dan sudah kami periksa kembali. Terima kasih.",
    "Perbaikan selesai; fotonya ada pada kami. Silakan beri tahu bila terulang.",
    "Jadwalnya sudah kami perbaiki dan mulai berlaku pekan ini.",
    "Berkas Anda sudah kami proses dan dapat diambil pada jam kerja.",
    "Saluran sudah dibersihkan dan airnya mengalir lagi.",
    "Petugas sudah mengganti bagian yang rusak; garansinya satu tahun.",
    "Penjelasan lengkap kami tempel di loket dan kami kirim lewat surat.",
    "Kekeliruan data sudah dibetulkan; silakan periksa kembali besok.",
)
BRUSHED_OFF = (
    "Terima kasih atas laporannya, akan kami tindak lanjuti.",
    "Sudah kami koordinasikan dengan pihak terkait.",
    "Laporan Anda menjadi masukan bagi kami.",
    "Mohon bersabar, semua ada prosesnya.",
    "Hal ini sudah menjadi perhatian kami.",
    "Kami ucapkan terima kasih atas perhatian Saudara.",
    "Akan kami bahas dalam rapat berikutnya.",
    "Silakan pantau perkembangannya secara berkala.",
)
NOT_OURS = (
    "Bukan kewenangan kami.",
    "Lokasinya di luar wilayah kerja kami.",
    "Ditangani instansi lain.",
)
UNSATISFIED = (
    "Sampai hari ini belum ada yang berubah.",
    "Jawabannya tidak sesuai dengan yang saya laporkan.",
    "Belum ada petugas yang datang.",
    "Yang diperbaiki hanya sebagian kecil.",
    "Jawabannya sama dengan yang bulan lalu.",
    "Saya masih menunggu kepastian tanggalnya.",
    "Petugas datang, tetapi tidak mengerjakan apa-apa.",
    "Keadaannya malah bertambah buruk sejak itu.",
)
DECIDED = (
    "Keberatan kami periksa; jawaban perlu dilengkapi dalam tiga hari kerja.",
    "Kami sudah memeriksa jawaban dan keadaan di lapangan.",
)
REOPENED = ("Masalahnya muncul lagi.", "Yang diminta sudah saya lengkapi.")
CORRECTED = ("Kekurangannya sudah kami selesaikan pekan ini.", "Sudah kami kerjakan ulang.")
