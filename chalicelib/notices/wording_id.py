"""What reporters read in Indonesian."""

from chalicelib.notices.wording import Notice, Wording

_STILL_DUE = (
    "Batas waktu penyelesaian tidak mundur: tetap {resolve_by}.",
    "Batas waktu penyelesaian sudah lewat, jadi laporan Anda terus kami naikkan ke atasan.",
)
_WILL_TELL = "Kami mengabari Anda setiap kali ada perkembangan, juga jika batas waktu terlewat."
_REOPEN = (
    "Masalahnya belum beres atau Anda tidak setuju? Sampai {reopen_until} Anda dapat membuka "
    "kembali laporan ini di halaman laporan. Tulis alasannya di sana.",
    "Masalahnya belum beres atau Anda tidak setuju? Anda dapat membuka kembali laporan ini di "
    "halaman laporan. Tulis alasannya di sana.",
)
_SILENCE = (
    "Jika belum ada penilaian sampai {closes_at}, yaitu {days} hari kerja sejak jawaban ini, "
    "laporan ditutup dengan catatan “tanpa tanggapan”. Diam tidak pernah dihitung sebagai puas.",
    "Jika tidak ada penilaian selama {days} hari kerja sejak jawaban ini, laporan ditutup dengan "
    "catatan “tanpa tanggapan”. Diam tidak pernah dihitung sebagai puas.",
    "Jika tidak ada penilaian, laporan pada akhirnya ditutup dengan catatan “tanpa tanggapan”. "
    "Diam tidak pernah dihitung sebagai puas.",
)
_PLEASE_RATE = (
    "Mohon pilih “puas” atau “tidak puas” di halaman laporan, paling lambat {closes_at}.",
    "Mohon pilih “puas” atau “tidak puas” di halaman laporan.",
)
_NOT_SATISFIED = (
    "Belum beres? Pilih “tidak puas” dan ceritakan alasannya. Anda juga dapat meminta laporan "
    "ditinjau ulang oleh instansi yang lebih tinggi."
)
_OMBUDSMAN = (
    "Anda juga berhak mengadu ke Ombudsman Republik Indonesia: telepon 137 atau ombudsman.go.id."
)
_MERGED_NOT_SOLVED = (
    "Masalah di tempat Anda berbeda atau belum selesai? Silakan buat laporan baru dan sebutkan "
    "nomor laporan Anda."
)
_AFTER_DECISION = (
    "Dengan keputusan ini laporan ditutup pada {closed_on}.",
    "Laporan Anda wajib selesai ditangani paling lambat {resolve_by}.",
    "Kami mengabari Anda begitu ada perkembangan berikutnya.",
)

INDONESIAN = Wording(
    language="id",
    greeting="Halo {name},",
    greeting_nameless="Halo,",
    next_heading="Selanjutnya",
    button="Lihat laporan Anda",
    footer=(
        "Untuk membalas atau memberi penilaian, buka halaman laporan dengan kode rahasia dari "
        "tanda terima Anda. Kami tidak pernah meminta kode itu lewat email, telepon, atau chat.",
        "Demi keamanan Anda, isi laporan tidak dimuat di email ini.",
        "Email ini terkirim otomatis; balasan ke alamat ini tidak kami baca. Anda menerimanya "
        "karena mencantumkan alamat ini saat melapor. Data diri Anda dapat dihapus kapan saja di "
        "halaman laporan; setelah itu email seperti ini berhenti.",
    ),
    labels={
        "id": "Nomor laporan",
        "title": "Judul",
        "holder": "Ditangani oleh",
        "into": "Dilanjutkan di laporan",
        "verify_by": "Instansi ditetapkan paling lambat",
        "follow_up_by": "Tindak lanjut pertama paling lambat",
        "resolve_by": "Selesai paling lambat",
        "reply_by": "Balasan atas pesan paling lambat",
        "expires_at": "Jawab paling lambat",
        "expected_by": "Perkiraan jawaban akhir",
        "limit_at": "Batas yang terlewat",
        "closes_at": "Beri penilaian paling lambat",
    },
    national_desk="Admin Nasional, {agency}",
    limits={
        "verify": "penetapan instansi",
        "follow_up": "tindak lanjut pertama",
        "resolve": "penyelesaian",
        "appeal": "peninjauan ulang",
        "reply": "balasan atas pesan pelapor",
    },
    classifications={
        "complaint": "pengaduan",
        "aspiration": "aspirasi",
        "information_request": "permintaan informasi",
    },
    routed_by={
        "suggestion": "Ini instansi yang Anda pilih saat melapor.",
        "category": "Instansi ini dipilih dari kategori dan lokasi laporan Anda.",
        "model": "Instansi ini dipilih dari isi dan lokasi laporan Anda.",
        "officer": "Instansi ini dipilih oleh petugas yang memeriksa laporan Anda.",
    },
    archive_reasons={
        "spam": "isinya iklan atau kiriman berulang",
        "abusive": "isinya menghina atau mengancam",
        "not_a_complaint": "isinya bukan pengaduan, aspirasi, atau permintaan informasi",
        "incomplete": "keterangannya belum cukup untuk ditangani",
        "duplicate": "masalah yang sama sudah dilaporkan",
        "court_case": "masalahnya sedang atau sudah diputus pengadilan",
        "out_of_scope": "masalahnya di luar wewenang instansi pemerintah",
        "withdrawn": "Anda menarik laporan ini",
        "other": "lihat halaman laporan",
    },
    notices={
        "routed": Notice(
            subject="Laporan diterima dan diteruskan ke {agency}",
            happened=(
                "Terima kasih sudah melapor. Laporan Anda sudah kami terima dan kami teruskan ke "
                "{agency}, yang sekarang bertanggung jawab menanganinya.",
                "{why}",
            ),
            coming=(
                "{agency} wajib memberi tindak lanjut pertama paling lambat {follow_up_by}.",
                "Laporan Anda wajib selesai ditangani paling lambat {resolve_by}.",
                "Anda tidak perlu melakukan apa pun sekarang. " + _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "routed_again": Notice(
            subject="Laporan sekarang ditangani {agency}",
            happened=(
                "Laporan Anda sekarang ditangani oleh {agency}.",
                "{why}",
            ),
            coming=(
                "{agency} wajib memberi tindak lanjut pertama paling lambat {follow_up_by}.",
                "Laporan Anda wajib selesai ditangani paling lambat {resolve_by}.",
                "Anda tidak perlu melapor ulang. " + _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "triage": Notice(
            subject="Laporan diterima, instansinya sedang ditentukan",
            happened=(
                "Terima kasih sudah melapor. Laporan Anda sudah kami terima. Seorang petugas "
                "akan membacanya sendiri supaya laporan Anda sampai ke instansi yang tepat.",
            ),
            coming=(
                (
                    "Instansi yang menangani ditetapkan paling lambat {verify_by}.",
                    "Petugas menetapkan instansinya sesegera mungkin.",
                ),
                "Anda tidak perlu melapor ulang. Kami mengabari Anda begitu instansinya "
                "ditetapkan.",
            ),
            limits=("verify_by",),
        ),
        "triage_again": Notice(
            subject="Petugas nasional sedang menentukan instansinya",
            happened=(
                "Belum ada instansi yang pasti berwenang atas laporan Anda. Petugas nasional "
                "sekarang memutuskan siapa yang wajib menanganinya.",
            ),
            coming=(
                (
                    "Keputusannya paling lambat {verify_by}.",
                    "Instansi yang ditetapkan wajib memberi tindak lanjut pertama paling lambat "
                    "{follow_up_by}.",
                ),
                _STILL_DUE,
                "Anda tidak perlu melapor ulang. Kami mengabari Anda begitu ada keputusan.",
            ),
            limits=("verify_by", "follow_up_by", "resolve_by"),
        ),
        "started": Notice(
            subject="{agency} mulai menangani laporan Anda",
            happened=("Petugas di {agency} sudah membuka laporan Anda dan mulai menanganinya.",),
            quote="Catatan dari {agency}",
            coming=(
                (
                    "Laporan Anda wajib selesai ditangani paling lambat {resolve_by}.",
                    "Batas waktu penyelesaian sudah lewat, jadi penanganannya terus kami pantau.",
                ),
                _WILL_TELL,
            ),
            limits=("resolve_by",),
        ),
        "held": Notice(
            subject="{agency} menunggu jawaban Anda",
            happened=("Supaya bisa melanjutkan, {agency} perlu keterangan tambahan dari Anda.",),
            quote="Pertanyaan dari {agency}",
            coming=(
                "Mohon dijawab paling lambat {expires_at}, lewat halaman laporan Anda.",
                "Selama menunggu Anda, batas waktu instansi berhenti sementara. Begitu Anda "
                "menjawab, waktunya berjalan lagi.",
                "Jika sampai hari itu belum ada jawaban, laporan diarsipkan.",
            ),
            limits=("expires_at",),
            button="Jawab pertanyaan ini",
        ),
        "returned": Notice(
            subject="Laporan dicarikan instansi lain",
            happened=(
                "{agency} menyatakan laporan Anda bukan kewenangannya. Laporan Anda tetap "
                "berjalan: kami sedang mencarikan instansi yang tepat.",
            ),
            quote="Alasan dari {agency}",
            coming=(
                "Kami mengabari Anda begitu instansi yang baru ditetapkan.",
                _STILL_DUE,
                "Anda tidak perlu melapor ulang.",
            ),
            limits=("resolve_by",),
        ),
        "transferred": Notice(
            subject="Laporan dipindahkan ke {agency}",
            happened=(
                "Laporan Anda dipindahkan dari {from_agency} ke {agency}. Sekarang {agency} yang "
                "bertanggung jawab menanganinya.",
            ),
            quote="Alasan pemindahan",
            coming=(
                "{agency} wajib memberi tindak lanjut pertama paling lambat {follow_up_by}.",
                _STILL_DUE,
                "Anda tidak perlu melapor ulang. " + _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "interim_replied": Notice(
            subject="Kabar sementara dari {agency}",
            happened=("{agency} masih menangani laporan Anda dan memberi kabar sementara.",),
            quote="Kabar dari {agency}",
            coming=(
                "{agency} memperkirakan jawaban akhir pada {expected_by}.",
                "Ini belum jawaban akhir, jadi Anda belum perlu memberi penilaian.",
                _STILL_DUE,
            ),
            limits=("expected_by", "resolve_by"),
        ),
        "answered": Notice(
            subject="{agency} sudah menjawab laporan Anda",
            happened=("{agency} sudah memberi jawaban atas laporan Anda.",),
            quote="Jawaban dari {agency}",
            coming=(
                (
                    "Apakah Anda puas? Mohon beri penilaian di halaman laporan, paling lambat "
                    "{closes_at}.",
                    "Apakah Anda puas? Mohon beri penilaian di halaman laporan dalam {days} hari "
                    "kerja.",
                    "Apakah Anda puas? Mohon beri penilaian di halaman laporan.",
                ),
                _NOT_SATISFIED,
                _SILENCE,
            ),
            limits=("closes_at",),
            button="Beri penilaian",
        ),
        "answered_for_merged": Notice(
            subject="{agency} sudah menjawab laporan yang digabung dengan laporan Anda",
            happened=(
                "Laporan Anda digabung dengan laporan lain tentang hal yang sama. {agency} sudah "
                "memberi jawaban atas laporan itu, jadi jawaban ini juga untuk Anda.",
            ),
            quote="Jawaban dari {agency}",
            coming=(
                "Anda dapat membaca laporan itu di halamannya. Bila masalah di tempat Anda berbeda "
                "atau belum selesai, silakan buat laporan baru.",
            ),
            button="Baca laporan",
        ),
        "held_for_merged": Notice(
            subject="{agency} bertanya tentang laporan yang digabung dengan laporan Anda",
            happened=(
                "Laporan Anda digabung dengan laporan lain tentang hal yang sama. Untuk "
                "melanjutkan, {agency} memerlukan keterangan dari para pelapornya.",
            ),
            quote="Pertanyaan dari {agency}",
            coming=(
                "Bila Anda dapat membantu, mohon jawab paling lambat {expires_at} di halaman "
                "laporan Anda sendiri.",
                "Bila sampai hari itu tidak ada yang menjawab, laporan diarsipkan. Kami akan "
                "memberi tahu Anda.",
            ),
            limits=("expires_at",),
            button="Jawab pertanyaan",
        ),
        "rated_for_merged": Notice(
            subject="Laporan yang digabung dengan laporan Anda sudah ditutup",
            happened=(
                "Pelapor lain menyatakan masalah ini selesai dengan jawaban {agency}. Karena itu "
                "laporan yang digabung dengan laporan Anda ditutup.",
            ),
            coming=(_MERGED_NOT_SOLVED,),
            button="Baca laporan",
        ),
        "closed_for_merged": Notice(
            subject="Laporan yang digabung dengan laporan Anda sudah ditutup",
            happened=(
                "Laporan yang digabung dengan laporan Anda ditutup pada {happened_on}, setelah "
                "jawaban {agency}.",
            ),
            coming=(_MERGED_NOT_SOLVED,),
            button="Baca laporan",
        ),
        "appeal_decided_for_merged": Notice(
            subject="Keberatan atas jawaban yang Anda terima sudah diputuskan",
            happened=(
                "Pelapor lain mengajukan keberatan atas jawaban laporan yang digabung dengan "
                "laporan Anda. {agency} sudah memutuskan keberatan itu.",
            ),
            quote="Keputusan {agency}",
            coming=(_MERGED_NOT_SOLVED,),
            button="Baca laporan",
        ),
        "archived_for_merged": Notice(
            subject="Laporan yang digabung dengan laporan Anda diarsipkan",
            happened=(
                "Laporan yang digabung dengan laporan Anda diarsipkan oleh {agency}, artinya tidak "
                "ditangani lebih lanjut.",
            ),
            quote="Catatan dari {agency}",
            coming=(
                "Laporan Anda sendiri tidak hilang: bila belum pernah dijawab, petugas nasional "
                "memeriksanya lagi, dan kami akan memberi tahu Anda.",
            ),
            button="Lihat laporan Anda",
        ),
        "merged_for_merged": Notice(
            subject="Laporan Anda berlanjut di laporan lain",
            happened=(
                "Laporan yang digabung dengan laporan Anda kini digabung lagi dengan laporan "
                "{into} tentang masalah yang sama. Suara Anda tetap dihitung.",
            ),
            coming=("Penanganan dan batas waktunya kini mengikuti laporan {into}.",),
            button="Lihat laporan Anda",
        ),
        "reopened_for_merged": Notice(
            subject="Laporan yang digabung dengan laporan Anda dibuka kembali",
            happened=(
                "Laporan yang digabung dengan laporan Anda dibuka kembali dan ditangani lagi oleh "
                "{agency}.",
            ),
            coming=(
                "Batas waktunya mengikuti laporan itu. Kami akan memberi tahu Anda bila sudah ada "
                "jawaban.",
            ),
            button="Baca laporan",
        ),
        "escalated_for_merged": Notice(
            subject="Batas waktu terlewat pada laporan yang digabung dengan laporan Anda",
            happened=(
                "Mohon maaf. Batas waktu {limit} terlewat pada {limit_at}. Karena itu laporan yang "
                "digabung dengan laporan Anda kami naikkan ke tingkat {level} dari 3.",
                "Yang kami beri tahu: {notified}.",
            ),
            coming=(
                "{agency} tetap wajib menangani laporan itu. Kami akan memberi tahu Anda bila "
                "sudah ada jawaban.",
                _OMBUDSMAN,
            ),
            limits=("limit_at",),
            button="Baca laporan",
        ),
        "confidential_for_merged": Notice(
            subject="Kabar tentang laporan yang digabung dengan laporan Anda",
            happened=("Ada kabar tentang laporan yang digabung dengan laporan Anda.",),
            coming=(
                "Laporan itu bersifat rahasia, jadi isinya tidak dapat dikirim atau ditampilkan "
                "kepada Anda.",
                "Ingin tahu apa yang diputuskan untuk tempat Anda? Silakan buat laporan baru dan "
                "sebutkan nomor laporan Anda: jawabannya hanya untuk Anda.",
            ),
            button="Lihat laporan Anda",
        ),
        "reminded": Notice(
            subject="Apakah jawaban dari {agency} sudah sesuai?",
            happened=(
                "{agency} sudah menjawab laporan Anda, dan kami belum tahu pendapat Anda. "
                "Satu menit dari Anda membantu kami tahu apakah masalahnya benar-benar selesai.",
            ),
            coming=(
                _PLEASE_RATE,
                _NOT_SATISFIED,
                _SILENCE,
            ),
            limits=("closes_at",),
            button="Beri penilaian",
        ),
        "reminded_again": Notice(
            subject="Pengingat terakhir: jawaban dari {agency}",
            happened=(
                "Ini pengingat terakhir. {agency} sudah menjawab laporan Anda, dan kami masih "
                "menunggu pendapat Anda.",
            ),
            coming=(
                _PLEASE_RATE,
                _NOT_SATISFIED,
                _SILENCE,
            ),
            limits=("closes_at",),
            button="Beri penilaian",
        ),
        "appealed": Notice(
            subject="Keberatan Anda ditinjau oleh {agency}",
            happened=(
                "Anda menyatakan tidak puas dengan jawaban {from_agency}. Terima kasih sudah "
                "menyampaikannya. Laporan Anda sekarang ditinjau ulang oleh {agency}.",
            ),
            coming=(
                "{agency} wajib memutuskan paling lambat {resolve_by}.",
                "Anda tidak perlu melakukan apa pun sekarang. " + _WILL_TELL,
            ),
            limits=("resolve_by",),
        ),
        "appeal_upheld": Notice(
            subject="Keberatan Anda diterima",
            happened=(
                "{agency} sudah meninjau ulang laporan Anda dan menerima keberatan Anda.",
                "{from_agency} sekarang wajib memperbaikinya dan memberi jawaban baru.",
            ),
            quote="Keputusan {agency}",
            coming=(
                "Perbaikannya wajib selesai paling lambat {resolve_by}.",
                "Jika terlambat, {agency} kami beri tahu lebih dulu.",
                "Jawaban barunya dapat Anda nilai lagi. " + _WILL_TELL,
            ),
            limits=("resolve_by",),
        ),
        "appeal_rejected": Notice(
            subject="Keberatan Anda sudah diputuskan",
            happened=(
                "{agency} sudah meninjau ulang laporan Anda. Keberatan Anda tidak diterima, dan "
                "jawaban sebelumnya tetap berlaku.",
            ),
            quote="Keputusan {agency}",
            coming=(_AFTER_DECISION, _OMBUDSMAN),
            limits=("resolve_by",),
        ),
        "escalated": Notice(
            subject="Batas waktu terlewat, laporan dinaikkan ke atasan",
            happened=(
                "Mohon maaf. Batas waktu {limit} untuk laporan Anda terlewat pada {limit_at}. "
                "Karena itu laporan Anda kami naikkan ke tingkat {level} dari 3.",
                "Yang kami beri tahu: {notified}.",
            ),
            coming=(
                "Penanggung jawabnya tidak berubah: {agency} tetap wajib menangani laporan Anda.",
                "Kami memeriksanya lagi pada {next_check}. Selama belum ada kemajuan, laporan "
                "dapat dinaikkan lagi.",
                "Batas waktu penyelesaian: {resolve_by}.",
                _OMBUDSMAN,
            ),
            limits=("limit_at", "resolve_by"),
        ),
        "escalated_again": Notice(
            subject="Masih terlambat: penanggung jawab kami hubungi lagi",
            happened=(
                "Mohon maaf, laporan Anda masih terlambat. Batas waktu {limit} terlewat pada "
                "{limit_at}, dan laporan Anda sudah di tingkat tertinggi, tingkat {level} dari 3.",
                "Yang kami hubungi lagi: {notified}.",
            ),
            coming=(
                "Tanggung jawabnya tidak berpindah: {agency} tetap wajib menangani laporan Anda.",
                "Kami memeriksa lagi pada {next_check}, dan terus begitu sampai laporan Anda "
                "ditangani.",
                _OMBUDSMAN,
            ),
            limits=("limit_at",),
        ),
        "archived": Notice(
            subject="Laporan diarsipkan",
            happened=(
                "Laporan Anda diarsipkan oleh {agency}, artinya tidak ditangani lebih lanjut. "
                "Alasannya: {reason}.",
            ),
            quote="Catatan dari {agency}",
            coming=(
                "Tidak ada batas waktu yang berjalan lagi. Laporan Anda tetap tersimpan dan dapat "
                "dilihat.",
                _REOPEN,
            ),
        ),
        "archived_for_good": Notice(
            subject="Laporan diarsipkan",
            happened=(
                "Laporan Anda diarsipkan oleh {agency}, artinya tidak ditangani lebih lanjut. "
                "Alasannya: {reason}.",
            ),
            quote="Catatan dari {agency}",
            coming=(
                "Tidak ada batas waktu yang berjalan lagi, dan laporan ini tidak dapat dibuka "
                "kembali.",
                "Menurut Anda ini keliru? Silakan buat laporan baru yang menjelaskan masalahnya.",
            ),
        ),
        "archived_no_reply": Notice(
            subject="Laporan diarsipkan karena belum ada jawaban Anda",
            happened=(
                "{agency} bertanya kepada Anda, dan sampai batas waktunya kami belum menerima "
                "jawaban. Karena itu laporan Anda diarsipkan.",
            ),
            coming=(
                "Tidak ada batas waktu yang berjalan lagi. Laporan Anda tetap tersimpan dan dapat "
                "dilihat.",
                (
                    "Masih ingin melanjutkan? Sampai {reopen_until} Anda dapat membuka kembali "
                    "laporan ini di halaman laporan, dengan keterangan yang diminta.",
                    "Masih ingin melanjutkan? Anda dapat membuka kembali laporan ini di halaman "
                    "laporan, dengan keterangan yang diminta.",
                ),
            ),
        ),
        "merged": Notice(
            subject="Laporan digabung dengan laporan yang sama",
            happened=(
                "Ternyata masalah ini sudah dilaporkan juga oleh orang lain. Supaya ditangani "
                "sekaligus, laporan Anda digabung dengan laporan {into}. Suara Anda tetap "
                "dihitung.",
            ),
            coming=(
                "Penanganan dan batas waktunya sekarang mengikuti laporan {into}. Halaman laporan "
                "Anda menunjukkan jalannya.",
            ),
        ),
        "reassigned": Notice(
            subject="Laporan dilanjutkan oleh {agency}",
            happened=(
                (
                    "{from_agency} yang menangani laporan Anda sudah tidak ada lagi. Laporan Anda "
                    "dilanjutkan oleh {agency}, yang sekarang bertanggung jawab menanganinya.",
                    "Instansi yang menangani laporan Anda sudah tidak ada lagi. Laporan Anda "
                    "dilanjutkan oleh {agency}, yang sekarang bertanggung jawab menanganinya.",
                ),
            ),
            coming=(
                "{agency} wajib memberi tindak lanjut pertama paling lambat {follow_up_by}.",
                (
                    "Batas waktu penyelesaian tidak mundur: tetap {resolve_by}.",
                    "Batas waktu laporan Anda tidak berubah karena perpindahan ini.",
                ),
                "Anda tidak perlu melapor ulang. " + _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "reassigned_to_desk": Notice(
            subject="Laporan sedang dicarikan instansi baru",
            happened=(
                (
                    "{from_agency} yang menangani laporan Anda sudah tidak ada lagi. Petugas "
                    "nasional menentukan instansi yang melanjutkannya.",
                    "Instansi yang menangani laporan Anda sudah tidak ada lagi. Petugas nasional "
                    "menentukan instansi yang melanjutkannya.",
                ),
            ),
            coming=(
                (
                    "Batas waktu penyelesaian tidak mundur: tetap {resolve_by}.",
                    "Batas waktu laporan Anda tidak berubah karena perpindahan ini.",
                ),
                "Anda tidak perlu melapor ulang. " + _WILL_TELL,
            ),
            limits=("resolve_by",),
        ),
        "unmerged": Notice(
            subject="Laporan Anda kembali ditangani tersendiri",
            happened=(
                "Laporan lain yang memuat laporan Anda berakhir tanpa jawaban. Karena itu laporan "
                "Anda dilepas dari laporan tersebut dan dilanjutkan tersendiri.",
            ),
            coming=(
                (
                    "Petugas nasional menentukan instansinya; tindak lanjut pertama paling lambat "
                    "{follow_up_by}.",
                    "Petugas nasional menentukan instansi yang menanganinya.",
                ),
                "Laporan Anda wajib selesai ditangani paling lambat {resolve_by}.",
                "Anda tidak perlu melapor ulang. " + _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "closed": Notice(
            subject="Laporan ditutup tanpa penilaian",
            happened=(
                "Kami belum menerima penilaian Anda atas jawaban {agency}. Karena itu laporan "
                "ditutup pada {happened_on} dengan catatan “tanpa tanggapan”. Ini tidak dihitung "
                "sebagai puas.",
            ),
            coming=("Tidak ada batas waktu yang berjalan lagi.", _REOPEN),
        ),
        "closed_unsatisfied": Notice(
            subject="Laporan ditutup dengan penilaian tidak puas",
            happened=(
                "Anda menilai jawaban {agency} tidak memuaskan dan tidak mengajukan keberatan. "
                "Laporan ditutup pada {happened_on}. Penilaian Anda tetap tercatat dan ikut "
                "dihitung.",
            ),
            coming=("Tidak ada batas waktu yang berjalan lagi.", _REOPEN),
        ),
        "reopened": Notice(
            subject="Laporan dibuka kembali",
            happened=("Laporan Anda dibuka kembali dan ditangani lagi oleh {agency}.",),
            coming=(
                "{agency} wajib memberi tindak lanjut paling lambat {follow_up_by}.",
                "Laporan Anda wajib selesai ditangani paling lambat {resolve_by}.",
                _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "deadlines_recomputed": Notice(
            subject="Batas waktu laporan disesuaikan",
            happened=(
                "Kalender hari kerja berubah, misalnya karena libur nasional atau cuti bersama. "
                "Karena itu batas waktu laporan Anda dihitung ulang.",
            ),
            coming=(
                "Instansi yang menangani ditetapkan paling lambat {verify_by}.",
                "Tindak lanjut pertama paling lambat {follow_up_by}.",
                (
                    "Laporan Anda wajib selesai ditangani paling lambat {resolve_by}.",
                    "Batas waktu penyelesaian sudah lewat, jadi laporan Anda terus kami dorong.",
                ),
                "Selain itu tidak ada yang berubah.",
            ),
            limits=("verify_by", "follow_up_by", "resolve_by"),
        ),
    },
)
