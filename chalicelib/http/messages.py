"""What refusals say, in Indonesian and in English. A test holds that no code is without words."""

MESSAGES: dict[str, tuple[str, str]] = {
    "invalid": ("Ada isian yang perlu diperbaiki.", "Some fields need to be corrected."),
    "malformed_json": (
        "Isi permintaan bukan JSON yang dapat dibaca.",
        "The body is not JSON that can be read.",
    ),
    "not_json": (
        "Kirim isi permintaan sebagai application/json.",
        "Send the body as application/json.",
    ),
    "too_large": (
        "Isi permintaan terlalu besar (paling banyak 64 KB).",
        "The body is too large (64 KB at most).",
    ),
    "idempotency_mismatch": (
        "Idempotency-Key ini sudah dipakai untuk isi yang berbeda.",
        "This Idempotency-Key was used with another body.",
    ),
    "receipt_gone": (
        "Laporan ini sudah masuk dengan nomor {id}, tetapi kode rahasianya tidak dapat dibuat "
        "lagi.",
        "This complaint is filed under the number {id}, but its secret cannot be made again.",
    ),
    "too_many_messages": (
        "Terlalu banyak pesan dalam waktu singkat. Kirim lagi nanti; pesan ini belum terkirim.",
        "Too many messages in a short time. Send it again later; this one was not sent.",
    ),
    "conversation_full": (
        "Percakapan ini penuh (paling banyak {max} karakter). Pesan ini tidak terkirim; untuk hal "
        "baru, buat laporan baru dan sebut nomor laporan ini.",
        "This conversation is full ({max} characters at most). This message was not sent; for "
        "anything new, file another complaint and name the number of this one.",
    ),
    "challenge_required": (
        "Sertakan X-Challenge dari GET /v1/challenge, atau X-Api-Key.",
        "Send X-Challenge from GET /v1/challenge, or X-Api-Key.",
    ),
    "challenge_failed": (
        "Bukti kerja tidak cocok atau sudah kedaluwarsa; minta yang baru.",
        "The proof of work is wrong or too old; ask for a new one.",
    ),
    "challenge_used": (
        "Bukti kerja ini sudah dipakai; minta yang baru.",
        "This proof of work was used already; ask for a new one.",
    ),
    "unknown_api_key": ("X-Api-Key tidak dikenal.", "The X-Api-Key is not known."),
    "login_failed": ("Surel atau kata sandi salah.", "Wrong e-mail address or password."),
    "unknown_case": (
        "Laporan tidak ditemukan. Periksa nomor laporan dan kode rahasianya.",
        "No such complaint. Check the complaint's number and its secret.",
    ),
    "mistyped_id": (
        "Nomor laporan salah ketik: huruf pemeriksanya tidak cocok.",
        "The complaint's number is mistyped: its check character does not fit.",
    ),
    "not_yours": (
        "Laporan ini bukan wewenang Anda.",
        "This complaint is not yours to see or to act on.",
    ),
    "no_role": (
        "Akun ini belum mempunyai peran dan instansi.",
        "This account has no role and agency yet.",
    ),
    "stale": (
        "Laporan sudah berubah sejak Anda membukanya. Muat ulang lalu putuskan lagi.",
        "The complaint has changed since you opened it. Reload it and decide again.",
    ),
    "role_may_not": (
        "Tindakan ini tidak terbuka untuk peran Anda.",
        "This action is not open to your role.",
    ),
    "not_your_case": (
        "Laporan ini tidak dipegang instansi Anda.",
        "Your agency does not hold this complaint.",
    ),
    "changed_meanwhile": (
        "Orang lain baru saja mengubahnya. Muat ulang lalu putuskan lagi.",
        "Somebody else has just changed it. Reload it and decide again.",
    ),
    "version_taken": (
        "Nama versi {version} sudah dipakai untuk isi lain.",
        "The version name {version} is taken by other content.",
    ),
    "unknown_agency": ("Instansi tidak ditemukan.", "No such agency."),
    "wrong_status": (
        "Tindakan ini tidak mungkin pada status {status}.",
        "This action is not possible in the status {status}.",
    ),
    "national_desk_decides": (
        "Sudah dua kali dinyatakan bukan wewenang: meja nasional yang memutuskan.",
        "Twice called not theirs: the national desk decides now.",
    ),
    "must_keep": (
        "Meja nasional sudah memutuskan bahwa instansi ini yang menangani.",
        "The national desk decided that this agency handles it.",
    ),
    "appeal_open": (
        "Ada keberatan pelapor yang menunggu keputusan.",
        "The reporter's appeal waits for a decision.",
    ),
    "no_appeal": ("Tidak ada keberatan yang menunggu.", "No appeal waits for a decision."),
    "appeal_against_it": (
        "Keberatan ini ditujukan kepada instansi Anda; instansi lain yang memutuskan.",
        "The appeal is against your agency; another one decides it.",
    ),
    "answer_owed": (
        "Pelapor masih menunggu jawaban Anda: beri jawaban dulu.",
        "The reporter still waits for your answer: give it first.",
    ),
    "answer_stands": (
        "Jawaban ini sudah ditambah satu kali. Tunggu penilaian atau pesan pelapor.",
        "This answer was added to once already. Wait for the reporter's rating or message.",
    ),
    "held_twice": (
        "Laporan ini sudah dua kali ditunda; tidak dapat ditunda lagi.",
        "The complaint was on hold twice already; it cannot be put on hold again.",
    ),
    "limit_missed": (
        "Batas waktu sudah lewat: hanya instansi di atas Anda atau meja nasional yang dapat "
        "menunda.",
        "A limit has passed: only the agency above yours or the national desk can put it on hold.",
    ),
    "holder_asks": (
        "Selama batas waktu belum lewat, instansi pemegang yang bertanya kepada pelapor.",
        "While no limit has passed, the agency that holds the complaint asks the reporter.",
    ),
    "supervisory_not_yours": (
        "Berkadar pengawasan atau tidak, ditetapkan meja nasional atau instansi di atas pemegang.",
        "Whether a complaint is supervisory is for the national desk or the agency above to say.",
    ),
    "not_your_request": (
        "Hanya kustodian yang meminta dapat menarik permintaan ini.",
        "Only the custodian who asked can withdraw the request.",
    ),
    "identity_request_over": (
        "Waktu untuk menyetujui permintaan identitas ini sudah lewat.",
        "The time for approving this request for the identity is over.",
    ),
    "no_open_question": (
        "Tidak ada pertanyaan yang menunggu jawaban Anda di laporan tujuan.",
        "There is no question waiting for your answer in the complaint it was merged into.",
    ),
    "still_merged": (
        "Laporan tujuan belum berakhir tanpa jawaban.",
        "The complaint it was merged into has not ended without an answer.",
    ),
    "supervisor_must_approve": (
        "Jawaban sementara kedua hanya dapat diberikan oleh pengawas.",
        "A second interim reply is the supervisor's to give.",
    ),
    "holder_replies_first": (
        "Instansi pemegang memberi jawaban sementara yang pertama.",
        "The holder gives the first interim reply.",
    ),
    "nothing_to_change": ("Tidak ada yang berubah.", "There is nothing to change."),
    "identity_already_requested": (
        "Permintaan identitas sudah menunggu persetujuan.",
        "A request for the identity waits for approval already.",
    ),
    "no_identity_request": (
        "Tidak ada permintaan identitas yang menunggu.",
        "No request for the identity waits for approval.",
    ),
    "no_identity": (
        "Tidak ada data diri yang tersimpan untuk laporan ini.",
        "No personal data is held for this complaint.",
    ),
    "second_custodian_needed": (
        "Persetujuan harus dari kustodian lain.",
        "Another custodian has to approve.",
    ),
    "no_answer": ("Belum ada jawaban untuk dinilai.", "There is no answer to rate yet."),
    "already_rated": ("Jawaban ini sudah dinilai.", "This answer was rated already."),
    "rating_over": (
        "Laporan sudah berakhir; penilaian ditutup.",
        "The complaint has ended; it can no longer be rated.",
    ),
    "not_reopenable": (
        "Laporan ini tidak dapat dibuka kembali.",
        "This complaint cannot be reopened.",
    ),
    "reopen_over": (
        "Waktu untuk membuka kembali sudah lewat.",
        "The time for reopening is over.",
    ),
    "holder_exists": (
        "Instansi yang memegang laporan ini masih ada.",
        "The agency that holds the complaint still exists.",
    ),
    "agency_has_open_cases": (
        "Instansi ini masih memegang {open_cases} laporan terbuka. Sebutkan penerusnya di "
        "successor_id, atau kirim confirm: true agar laporan itu diserahkan ke meja nasional.",
        "The agency still holds {open_cases} open complaints. Name its successor in successor_id, "
        "or send confirm: true to hand them to the national desk.",
    ),
    "not_due": ("Belum waktunya.", "It is not due."),
    "flags_only_tighten": (
        "Anonim dan rahasia hanya dapat diperketat, tidak dilonggarkan.",
        "Anonymous and confidential can be tightened, never loosened.",
    ),
    "returned_it": (
        "Instansi itu sudah menyatakan bukan wewenangnya.",
        "That agency said already that it is not theirs.",
    ),
    "same_case": (
        "Laporan tidak dapat digabung dengan dirinya sendiri.",
        "A complaint cannot be merged into itself.",
    ),
    "target_confidential": (
        "Laporan tujuan bersifat rahasia.",
        "The complaint to merge into is confidential.",
    ),
    "target_ended": (
        "Laporan tujuan sudah berakhir.",
        "The complaint to merge into has ended.",
    ),
    "target_not_yours": (
        "Laporan tujuan tidak dipegang instansi Anda.",
        "Your agency does not hold the complaint to merge into.",
    ),
    "case_ended": (
        "Laporan ini sudah berakhir dan tidak dapat didukung lagi.",
        "This complaint has ended and cannot be supported any more.",
    ),
    "already_supported": (
        "Anda sudah mendukung laporan ini.",
        "You support this complaint already.",
    ),
    "unavailable": (
        "Layanan sedang sibuk. Coba lagi sebentar; isian Anda belum hilang.",
        "The service is busy. Try again in a moment; nothing you typed is lost.",
    ),
    "unreadable": (
        "Laporan ini untuk sementara tidak dapat ditampilkan. Isinya tidak hilang dan kami sudah "
        "diberi tahu. Coba lagi nanti.",
        "This complaint cannot be shown for the moment. Nothing of it is lost, and we have been "
        "told. Try again later.",
    ),
    "internal": (
        "Terjadi kesalahan pada layanan kami. Coba lagi; sebut kode permintaan bila berulang.",
        "Something failed on our side. Try again; quote the request id if it happens again.",
    ),
}

PROBLEMS: dict[str, tuple[str, str]] = {
    "required": ("Wajib diisi.", "This is required."),
    "unknown": ("Isian ini tidak dikenal.", "This field is not known."),
    "too_short": ("Terlalu pendek: paling sedikit {min}.", "Too short: at least {min}."),
    "too_long": ("Terlalu panjang: paling banyak {max}.", "Too long: at most {max}."),
    "too_small": ("Terlalu kecil: paling sedikit {min}.", "Too small: at least {min}."),
    "too_big": ("Terlalu besar: paling banyak {max}.", "Too big: at most {max}."),
    "wrong_type": ("Jenis isian tidak sesuai.", "This is of the wrong type."),
    "not_allowed": ("Pilihan ini tidak ada.", "This is not one of the choices."),
    "not_a_date": ("Tulis tanggal sebagai TTTT-BB-HH.", "Write the date as YYYY-MM-DD."),
    "not_a_moment": (
        "Tulis waktu dengan zona, misalnya 2026-01-31T10:00:00+07:00.",
        "Write the time with its zone, for example 2026-01-31T10:00:00+07:00.",
    ),
    "in_future": ("Tanggal ini belum tiba.", "This date has not come yet."),
    "not_text": (
        "Ada karakter yang tidak dapat ditampilkan.",
        "It has characters that cannot be shown.",
    ),
    "not_an_email": (
        "Tulis satu alamat surel saja, tanpa spasi atau tanda lain: nama@contoh.id.",
        "Write one e-mail address, without blanks or other marks: name@example.org.",
    ),
    "not_a_phone": ("Nomor telepon tidak dikenali.", "This is not a telephone number."),
    "place_required": (
        "Isi wilayah atau alamat kejadian.",
        "Give the region or the address where it happened.",
    ),
    "unknown_region": ("Kode wilayah tidak dikenal.", "The region code is not known."),
    "unknown_category": ("Kategori tidak dikenal.", "The category is not known."),
    "unknown_agency": ("Instansi tidak dikenal.", "The agency is not known."),
    "unknown_case": ("Laporan itu tidak ditemukan.", "That complaint was not found."),
    "not_a_cursor": ("Penanda halaman tidak dikenal.", "The cursor is not known."),
    "not_an_object": ("Kirim satu objek JSON.", "Send one JSON object."),
    "machine_clients_only": (
        "Isian ini hanya untuk sistem yang memakai X-Api-Key.",
        "This is for systems with an X-Api-Key only.",
    ),
    "bad_header": (
        "Idempotency-Key terdiri dari 8 sampai 200 karakter yang tampak.",
        "An Idempotency-Key has 8 to 200 visible characters.",
    ),
    "already_there": (
        "Laporan sudah di instansi itu.",
        "The complaint is with that agency already.",
    ),
    "not_your_unit": (
        "Instansi itu bukan unit dari instansi Anda.",
        "That agency is not a unit of yours.",
    ),
    "returned_it": (
        "Instansi itu sudah menyatakan bukan wewenangnya.",
        "That agency said already that it is not theirs.",
    ),
    "appeal_against_it": (
        "Keberatan pelapor ditujukan kepada instansi itu.",
        "The reporter's appeal is against that agency.",
    ),
    "only_unsatisfied": (
        "Keberatan hanya mungkin bila tidak puas.",
        "Only who is not satisfied can appeal.",
    ),
    "weak_password": (
        "Paling sedikit 12 karakter dengan huruf besar, huruf kecil dan angka.",
        "At least 12 characters with capitals, small letters and digits.",
    ),
    "in_the_past": ("Tanggal ini sudah lewat.", "This date is past."),
    "unknown_choice": ("Pilihan ini tidak ada.", "This is not one of the choices."),
    "out_of_range": ("Isi antara {low} dan {high}.", "Give a number from {low} to {high}."),
    "complaints_only": (
        "Hanya pengaduan yang dapat berkadar pengawasan.",
        "Only complaints can be supervisory.",
    ),
    "invalid": ("Isian ini tidak sah.", "This is not valid."),
    "not_ahead": (
        "Tanggal berlaku paling cepat {min}.",
        "It can take effect on {min} at the earliest.",
    ),
    "date_out_of_range": (
        "Pilih tanggal antara {min} dan {max}.",
        "Choose a day from {min} to {max}.",
    ),
    "bad_name": (
        "Nama versi terdiri dari huruf, angka, titik, garis miring, atau tanda hubung.",
        "A version's name has letters, digits, dots, slashes or hyphens.",
    ),
    "named_twice": ("Ada tanggal yang tertulis dua kali.", "A day is named twice."),
    "not_a_holiday": ("Hari itu bukan hari libur.", "That day is not a day off."),
    "not_rising": ("Urutkan dari yang terkecil, tanpa ulangan.", "Put them in rising order."),
    "not_stricter": (
        "Batas instansi harus lebih ketat: paling banyak {max} hari kerja.",
        "An agency's limit must be stricter: {max} working days at most.",
    ),
    "clocks_or_limits": (
        "Kirim clocks atau agency_limits, salah satu.",
        "Send clocks or agency_limits, one of the two.",
    ),
    "missing_column": ("Kolom ini tidak ada.", "This column is missing."),
    "unknown_column": ("Kolom ini tidak dikenal.", "This column is not known."),
    "too_many_columns": (
        "Baris ini punya terlalu banyak kolom.",
        "This line has too many columns.",
    ),
    "duplicate": ("Instansi ini sudah ada di baris lain.", "Another line has this agency."),
    "bad_id": (
        "Pakai huruf kecil dan angka, dipisah tanda hubung.",
        "Use small letters and digits, with hyphens between them.",
    ),
    "bad_email": (
        "Tulis satu alamat surel saja, tanpa spasi atau tanda lain: nama@contoh.id.",
        "Write one e-mail address, without blanks or other marks: name@example.org.",
    ),
    "bad_date": ("Tulis tanggal sebagai TTTT-BB-HH.", "Write the date as YYYY-MM-DD."),
    "unknown_type": ("Jenis instansi tidak dikenal.", "This kind of agency is not known."),
    "unknown_sector": ("Urusan tidak dikenal.", "The sector is not known."),
    "unknown_zone": ("Pilih WIB, WITA, atau WIT.", "Choose WIB, WITA or WIT."),
    "before_valid_from": (
        "Hari terakhir mendahului hari pertama.",
        "The last day is before the first one.",
    ),
    "own_successor": (
        "Instansi tidak dapat menjadi penerusnya sendiri.",
        "An agency cannot be its own successor.",
    ),
    "cycle": (
        "Instansi ini akan berada di atas dirinya sendiri.",
        "The agency would stand above itself.",
    ),
}
