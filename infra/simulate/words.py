"""What people say in made-up lives. Nothing of it is anybody's; `chance` chooses one."""

STARTED = (
    "Petugas kami turun ke lokasi hari ini.",
    "Laporan sudah kami teruskan ke bidang yang menangani.",
    "Kami periksa dahulu di lapangan.",
)
ASKED = (
    "Boleh kami tahu patokan tempatnya, misalnya di depan toko atau sekolah apa?",
    "Sejak kapan hal ini terjadi?",
    "Di sebelah mana tepatnya?",
)
TOLD = (
    "Di depan balai warga, sebelah kiri jalan.",
    "Sejak dua pekan lalu, setiap hari.",
    "Dekat pasar, arah ke selatan.",
)
INTERIM = (
    "Pekerjaannya menunggu bahan. Jawaban kami menyusul pada tanggal tersebut.",
    "Pemeriksaan masih berjalan; hasilnya kami sampaikan pada tanggal tersebut.",
)
SOLVED = (
    "Sudah selesai dikerjakan kemarin dan sudah kami periksa kembali. Terima kasih.",
    "Perbaikan selesai; fotonya ada pada kami. Silakan beri tahu bila terulang.",
    "Jadwalnya sudah kami perbaiki dan mulai berlaku pekan ini.",
    "Berkas Anda sudah kami proses dan dapat diambil pada jam kerja.",
)
BRUSHED_OFF = (
    "Terima kasih atas laporannya, akan kami tindak lanjuti.",
    "Sudah kami koordinasikan dengan pihak terkait.",
    "Laporan Anda menjadi masukan bagi kami.",
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
)
DECIDED = (
    "Keberatan kami periksa; jawaban perlu dilengkapi dalam tiga hari kerja.",
    "Kami sudah memeriksa jawaban dan keadaan di lapangan.",
)
REOPENED = ("Masalahnya muncul lagi.", "Yang diminta sudah saya lengkapi.")
CORRECTED = ("Kekurangannya sudah kami selesaikan pekan ini.", "Sudah kami kerjakan ulang.")
