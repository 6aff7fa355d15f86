"""What officers read, in Indonesian only: the language of the administration.

Nothing here has a place for the reporter or for what they wrote.
"""

from chalicelib.notices.wording import Notice, Wording
from chalicelib.notices.wording_id import INDONESIAN

_RESOLVE = (
    "Batas waktu penyelesaian: {resolve_by}.",
    "Batas waktu penyelesaian sudah lewat; laporan ini dinaikkan ke atasan.",
)

AGENCY = Wording(
    language="id",
    greeting="",
    greeting_nameless="Yth. Bapak/Ibu,",
    next_heading="Yang perlu dilakukan",
    button="Buka laporan",
    footer=(
        "Isi laporan hanya dapat dibaca setelah masuk ke konsol petugas. Jangan meneruskan email "
        "ini dan jangan berusaha mengetahui siapa pelapornya.",
        "Email ini terkirim otomatis; balasan ke alamat ini tidak dibaca.",
    ),
    labels={
        **INDONESIAN.labels,
        "classification": "Klasifikasi",
        "holder": "Penanggung jawab",
        "expires_at": "Pelapor menjawab paling lambat",
        "hidden_title": "Tidak ditampilkan (laporan rahasia)",
    },
    national_desk=INDONESIAN.national_desk,
    limits=INDONESIAN.limits,
    classifications=INDONESIAN.classifications,
    routed_by={},
    archive_reasons={},
    notices={
        "routed": Notice(
            subject="Laporan baru untuk {agency}",
            happened=("Ada {classification} baru yang menjadi tanggung jawab {agency}.",),
            coming=(
                "Beri tindak lanjut pertama paling lambat {follow_up_by}.",
                _RESOLVE,
                "Bukan kewenangan Anda? Kembalikan hari ini juga dengan alasan yang jelas: batas "
                "waktu bagi pelapor tidak ikut mundur.",
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "triage": Notice(
            subject="Laporan menunggu penetapan instansi",
            happened=(
                "Ada {classification} yang instansinya belum dapat ditentukan secara otomatis.",
            ),
            coming=(
                (
                    "Tetapkan instansi yang berwenang paling lambat {verify_by}.",
                    "Tetapkan instansi yang berwenang sekarang: tindak lanjut pertama tetap "
                    "jatuh tempo pada {follow_up_by}.",
                    "Batas waktunya sudah lewat: tetapkan instansi yang berwenang sekarang.",
                ),
            ),
            limits=("verify_by", "follow_up_by"),
        ),
        "returned": Notice(
            subject="Laporan dikembalikan, perlu keputusan Anda",
            happened=(
                "{agency} menyatakan laporan ini bukan kewenangannya, dan tidak ada lagi instansi "
                "yang dapat dipilih secara otomatis.",
            ),
            coming=(
                (
                    "Putuskan instansi yang wajib menangani paling lambat {verify_by}. Keputusan "
                    "Anda mengikat.",
                    "Putuskan sekarang instansi yang wajib menangani: tindak lanjut pertama tetap "
                    "jatuh tempo pada {follow_up_by}. Keputusan Anda mengikat.",
                    "Putuskan sekarang instansi yang wajib menangani. Keputusan Anda mengikat.",
                ),
                _RESOLVE,
            ),
            limits=("verify_by", "follow_up_by", "resolve_by"),
        ),
        "transferred": Notice(
            subject="Laporan dipindahkan kepada {agency}",
            happened=(
                "Sebuah {classification} dipindahkan dari {from_agency} dan kini menjadi tanggung "
                "jawab {agency}.",
            ),
            coming=(
                "Beri tindak lanjut pertama paling lambat {follow_up_by}.",
                _RESOLVE,
                "Batas waktu tidak diulang karena pemindahan.",
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "messaged": Notice(
            subject="Pelapor mengirim pesan",
            happened=(
                (
                    "Pelapor menambahkan {messages} pesan pada laporan ini sejak email terakhir.",
                    "Pelapor menambahkan pesan pada laporan ini.",
                ),
            ),
            coming=("Baca pesannya di konsol petugas.", _RESOLVE),
            limits=("resolve_by",),
        ),
        "messaged_resumed": Notice(
            subject="Pelapor sudah menjawab, batas waktu berjalan lagi",
            happened=("Pelapor sudah menjawab pertanyaan Anda. Batas waktu berjalan lagi.",),
            coming=(
                "Baca jawabannya di konsol petugas dan lanjutkan penanganan.",
                _RESOLVE,
            ),
            limits=("resolve_by",),
        ),
        "messaged_after_answer": Notice(
            subject="Pelapor menulis setelah jawaban, perlu jawaban baru",
            happened=(
                "Pelapor menulis pesan setelah jawaban {agency}. Laporan kembali ditangani.",
            ),
            coming=(
                "Baca pesannya di konsol petugas dan kirim jawaban baru paling lambat {reply_by}.",
            ),
            limits=("reply_by",),
        ),
        "hold_expired": Notice(
            subject="Pertanyaan tidak terjawab, batas waktu berjalan lagi",
            happened=(
                "Pelapor tidak dapat dihubungi, jadi pertanyaan Anda mungkin tidak pernah terbaca. "
                "Laporan tidak diarsipkan dan batas waktu berjalan lagi.",
            ),
            coming=("Lanjutkan penanganan dengan keterangan yang ada.", _RESOLVE),
            limits=("resolve_by",),
        ),
        "reassigned": Notice(
            subject="Laporan dilanjutkan oleh {agency}",
            happened=(
                (
                    "{from_agency} sudah tidak ada lagi. Sebuah {classification} yang masih "
                    "terbuka kini menjadi tanggung jawab {agency}.",
                    "Instansi sebelumnya sudah tidak ada lagi. Sebuah {classification} yang masih "
                    "terbuka kini menjadi tanggung jawab {agency}.",
                ),
            ),
            coming=(
                "Beri tindak lanjut pertama paling lambat {follow_up_by}.",
                (
                    "Batas waktu penyelesaian: {resolve_by}.",
                    "Buka laporan ini dan lanjutkan penanganannya.",
                ),
                "Batas waktu tidak diulang karena perpindahan ini.",
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "reassigned_to_desk": Notice(
            subject="Instansi sudah tidak ada, perlu penetapan instansi",
            happened=(
                (
                    "{from_agency} sudah tidak ada lagi dan tidak mempunyai penerus. Sebuah "
                    "{classification} yang masih terbuka kini tidak dipegang instansi mana pun.",
                    "Instansi sebelumnya sudah tidak ada lagi dan tidak mempunyai penerus. Sebuah "
                    "{classification} yang masih terbuka kini tidak dipegang instansi mana pun.",
                ),
            ),
            coming=("Tetapkan instansi yang berwenang sekarang.", _RESOLVE),
            limits=("resolve_by",),
        ),
        "unmerged": Notice(
            subject="Laporan gabungan dilepas, perlu penetapan instansi",
            happened=(
                "Laporan tujuan penggabungan berakhir tanpa jawaban. Sebuah {classification} "
                "kembali berdiri sendiri dan belum ada instansi yang menanganinya.",
            ),
            coming=(
                (
                    "Tetapkan instansi yang berwenang sekarang: tindak lanjut pertama jatuh tempo "
                    "pada {follow_up_by}.",
                    "Tetapkan instansi yang berwenang sekarang.",
                ),
                _RESOLVE,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "not_satisfied": Notice(
            subject="Pelapor tidak puas dengan jawaban",
            happened=("Pelapor menilai jawaban {agency}: tidak puas.",),
            coming=(
                "Baca penilaiannya di konsol petugas. Jika masalahnya memang belum selesai, "
                "tindak lanjuti lagi dan kirim jawaban baru.",
                "Jawaban baru dapat dinilai lagi oleh pelapor.",
            ),
        ),
        "appealed": Notice(
            subject="Peninjauan ulang untuk {agency}",
            happened=(
                "Pelapor tidak puas dengan jawaban {from_agency} dan mengajukan keberatan. "
                "{agency} kini meninjau ulang laporan ini.",
            ),
            coming=(
                "Putuskan keberatan paling lambat {resolve_by}, dengan alasan yang dapat dibaca "
                "pelapor.",
            ),
            limits=("resolve_by",),
        ),
        "appealed_former_holder": Notice(
            subject="Jawaban Anda ditinjau ulang oleh {agency}",
            happened=(
                "Pelapor tidak puas dengan jawaban {from_agency} dan mengajukan keberatan. "
                "{agency} kini meninjau ulang laporan ini.",
            ),
            coming=(
                "Tidak ada yang perlu Anda lakukan sekarang. Kami memberi tahu Anda bila keberatan "
                "sudah diputuskan.",
            ),
        ),
        "appeal_upheld": Notice(
            subject="Keberatan atas jawaban Anda diterima",
            happened=(
                "{agency} meninjau ulang laporan ini dan menerima keberatan pelapor atas jawaban "
                "{from_agency}.",
            ),
            coming=(
                "Anda wajib memperbaiki yang diputuskan dan memberi jawaban baru paling lambat "
                "{resolve_by}; laporan ini tidak dapat dikembalikan, dialihkan, atau diarsipkan.",
                "Jika terlambat, {agency} langsung diberi tahu.",
            ),
            limits=("resolve_by",),
        ),
        "appeal_rejected": Notice(
            subject="Keberatan atas jawaban Anda ditolak",
            happened=(
                "{agency} meninjau ulang laporan ini dan tidak menerima keberatan pelapor. Jawaban "
                "{from_agency} tetap berlaku.",
            ),
            coming=("Keputusannya dapat dibaca di konsol petugas.",),
        ),
        "warned": Notice(
            subject="Batas waktu hampir habis",
            happened=("Batas waktu {limit} untuk laporan ini habis pada {limit_at}.",),
            coming=(
                "Tindak lanjuti paling lambat {limit_at}. Setelah itu laporan otomatis dinaikkan "
                "ke atasan dan pelapor diberi tahu.",
            ),
        ),
        "escalated": Notice(
            subject="Batas waktu terlewat, perlu perhatian pimpinan (tingkat {level})",
            happened=(
                "Batas waktu {limit} terlewat pada {limit_at}. Laporan ini dinaikkan ke tingkat "
                "{level} dari 3, dan pelapor sudah diberi tahu.",
            ),
            coming=(
                "Mohon pastikan {agency} menindaklanjutinya sekarang.",
                "Laporan diperiksa lagi pada {next_check}; selama belum ada kemajuan, laporan "
                "dapat dinaikkan lagi.",
                _RESOLVE,
            ),
            limits=("limit_at", "resolve_by"),
        ),
        "escalated_again": Notice(
            subject="Masih belum ditindaklanjuti, perlu perhatian pimpinan (tingkat {level})",
            happened=(
                "Batas waktu {limit} terlewat pada {limit_at}. Laporan ini sudah di tingkat "
                "{level} dari 3 dan masih belum ditindaklanjuti; ini pengingat ke-{repeat}.",
            ),
            coming=(
                "Mohon pastikan {agency} menindaklanjutinya sekarang.",
                "Laporan diperiksa lagi pada {next_check}; pengingat ini berulang sampai laporan "
                "ditangani.",
            ),
            limits=("limit_at",),
        ),
        "reopened": Notice(
            subject="Laporan dibuka kembali",
            happened=("Laporan ini dibuka kembali dan menjadi tanggung jawab {agency} lagi.",),
            coming=("Beri tindak lanjut paling lambat {follow_up_by}.", _RESOLVE),
            limits=("follow_up_by", "resolve_by"),
        ),
    },
)
