"""What a server sends becomes posts: every kind of feed, and what is wrong with one."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.leads.post import LONGEST_TEXT, MOST_REACH, Post, as_message
from chalicelib.watched.feed_documents import (
    MOST_ENTRIES,
    NotAFeed,
    plain_text,
    read_entries,
)
from tests.ratios import processor_seconds
from tests.unit.watched.test_watched_feed import DOCUMENT, HASHTAG, NOW

EARLIER = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Media</title>
<link>https://media.example/</link>
<item><title>Jalan &amp; jembatan rusak</title><link>https://media.example/1</link>
<guid isPermaLink="false">n-1</guid><author>warga@media.example (Warga)</author>
<description>&lt;p&gt;Warga &lt;b&gt;Suka&lt;/b&gt;maju mengeluh.&lt;/p&gt;
&lt;script&gt;x()&lt;/script&gt;</description>
<pubDate>Mon, 02 Mar 2026 08:30:00 +0700</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Media</title><entry><id>n-1</id>
<title>Jalan &amp; jembatan rusak</title><link rel="self" href="https://media.example/self"/>
<link href="/1"/><author><name>Warga</name></author>
<summary type="html">&lt;p&gt;Warga &lt;b&gt;Suka&lt;/b&gt;maju mengeluh.&lt;/p&gt;</summary>
<published>2026-03-02T01:30:00Z</published><updated>2026-03-02T02:00:00Z</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/>
<item rdf:about="https://media.example/1"><title>Jalan &amp; jembatan rusak</title>
<link>https://media.example/1</link><dc:creator>Warga</dc:creator>
<description>Warga Sukamaju mengeluh.</description><dc:date>2026-03-02T08:30:00+07:00</dc:date>
</item></rdf:RDF>"""


def one(content: str, feed: Any = DOCUMENT) -> Post:
    (entry,) = read_entries(feed, content.encode(), NOW)
    assert entry.post is not None
    return entry.post


def item(**parts: str) -> str:
    given = {"title": "Padam", "link": "https://media.example/1", **parts}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in given.items())
    return f"<rss><channel><item>{inner}</item></channel></rss>"


def statuses(*changes: dict[str, Any]) -> str:
    status = {
        "id": "11",
        "url": "https://sosial.example/@warga/11",
        "uri": "https://sosial.example/users/warga/statuses/11",
        "content": '<p>Lampu <a href="/tags/x">#<span>padam</span></a> di sini<br>tolong</p>',
        "created_at": "2026-03-02T01:30:00.000Z",
        "visibility": "public",
        "reblogs_count": 3,
        "favourites_count": 4,
        "account": {"username": "warga", "display_name": "Warga"},
    }
    return json.dumps([status | change for change in changes or ({},)])


@pytest.mark.parametrize("document", [RSS, ATOM, RDF])
def test_each_kind_of_document_is_understood(document: str) -> None:
    post = one(document)
    assert post.text == "Jalan & jembatan rusak. Warga Sukamaju mengeluh."
    assert (post.url, post.posted_at) == ("https://media.example/1", EARLIER)
    assert (post.source, post.reach) == ("feed-media", 0)
    assert "Warga<" not in repr(post)
    assert "@" not in repr(post)


def test_a_post_has_one_id_in_its_feed_however_it_changes() -> None:
    changed = RSS.replace("mengeluh", "bersyukur").replace("08:30", "09:00")
    assert one(RSS).id == one(changed).id
    assert one(RSS).id.startswith("feed-media:")
    assert one(RSS).id != one(RSS.replace("n-1", "n-2")).id
    without = RSS.replace('<guid isPermaLink="false">n-1</guid>', "")
    assert one(without).id == one(item()).id  # its link then


def test_statuses_of_a_hashtag_are_understood() -> None:
    post = one(statuses(), HASHTAG)
    assert post.text == "Lampu #padam di sini tolong"
    assert (post.url, post.posted_at) == ("https://sosial.example/@warga/11", EARLIER)
    assert (post.source, post.reach) == ("feed-tag", 7)
    assert "Warga" not in repr(post)
    found = read_entries(HASHTAG, statuses({"id": "12"}, {}).encode(), NOW)
    assert [entry.own_id for entry in found] == ["12", "11"]


def test_without_a_page_of_its_own_a_status_is_at_its_uri() -> None:
    assert one(statuses({"url": None}), HASHTAG).url.endswith("/statuses/11")


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": 11},
        {"content": ""},
        {"content": None},
        {"url": "javascript:x", "uri": None},
        {"url": None, "uri": None},
        {"visibility": "unlisted"},
        {"visibility": "private"},
    ],
)
def test_a_status_that_is_none_costs_itself_alone(wrong: dict[str, Any]) -> None:
    found = read_entries(HASHTAG, statuses(wrong, {"id": "12"}).encode(), NOW)
    assert [entry.own_id for entry in found if entry.post] == ["12"]


def test_counts_that_are_none_are_nought() -> None:
    assert one(statuses({"reblogs_count": -5, "favourites_count": "9"}), HASHTAG).reach == 0


def test_no_count_is_longer_than_a_number_may_be() -> None:
    """Added up, these two could not be written down any more."""
    counts = {"reblogs_count": 10**4_300 - 1, "favourites_count": 10**4_300 - 1}
    post = one(statuses(counts), HASHTAG)
    assert post.reach == MOST_REACH
    assert json.loads(json.dumps(as_message(post)))["reach"] == MOST_REACH


@pytest.mark.parametrize(
    "parts",
    [
        {"link": ""},
        {"link": "ftp://media.example/1"},
        {"link": "https://warga:x@media.example/1"},
        {"link": "https://[::1"},
        {"link": "https://media.example/" + "x" * 979},
        {"title": ""},
        {"title": "&lt;script&gt;x&lt;/script&gt;"},
    ],
)
def test_an_entry_that_nobody_can_read_is_left_out(parts: dict[str, str]) -> None:
    assert read_entries(DOCUMENT, item(**parts).encode(), NOW) == []


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("http://media.example/1?a=b", "https://media.example/1?a=b"),
        ("berita/1", "https://media.example/berita/1"),
        ("https://media.example/" + "x" * 978, "https://media.example/" + "x" * 978),
    ],
)
def test_a_link_is_whole_and_secure(link: str, url: str) -> None:
    assert one(item(link=link)).url == url


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("Mon, 02 Mar 2026 01:30:00 GMT", EARLIER),
        ("2026-03-02T01:30:00", EARLIER),
        ("Mon, 02 Mar 2026 04:00:00 GMT", NOW),
        ("kemarin", NOW),
        ("Mon, 02 Mar 9999999 01:30:00 GMT", NOW),
        ("0900-01-01T00:00:00Z", NOW),
        ("0001-01-01T00:00:00+07:00", NOW),
    ],
)
def test_when_it_was_posted_or_else_found(said: str, moment: datetime) -> None:
    assert one(item(pubDate=said)).posted_at == moment


def test_a_text_is_cut_and_feeds_too() -> None:
    assert len(one(item(title="x" * (LONGEST_TEXT + 1))).text) == LONGEST_TEXT
    many = "".join(
        f"<item><title>x</title><link>https://media.example/{n}</link></item>" for n in range(201)
    )
    found = read_entries(DOCUMENT, f"<rss>{many}</rss>".encode(), NOW)
    assert len(found) == MOST_ENTRIES == 200
    assert found[0].own_id == "https://media.example/0"


LAUGHS = """<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rss><item><title>&b;</title><link>https://media.example/1</link></item></rss>"""
OUTSIDE = """<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<rss><item><title>&a;</title><link>https://media.example/1</link></item></rss>"""


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        OUTSIDE,
        '<!DOCTYPE rss SYSTEM "https://media.example/rss.dtd"><rss/>',
        "<rss>&undefined;</rss>",
        "<rss><item></rss>",
        "<html><body/></html>",
        "",
        "not xml",
        '<?xml version="1.0" encoding="unheard-of"?><rss/>',
        "<a>" * 60 + "</a>" * 60,
    ],
)
def test_what_is_no_feed_is_refused(content: str) -> None:
    with pytest.raises(NotAFeed):
        read_entries(DOCUMENT, content.encode(), NOW)


@pytest.mark.parametrize("content", ["", "{}", '"x"', "[" * 100_000, '{"error": "gone"}'])
def test_what_is_no_list_of_statuses_is_refused(content: str) -> None:
    with pytest.raises(NotAFeed):
        read_entries(HASHTAG, content.encode(), NOW)


@given(st.binary(max_size=300))
def test_whatever_a_server_sends_is_a_feed_or_none(content: bytes) -> None:
    for feed in (DOCUMENT, HASHTAG):
        try:
            assert read_entries(feed, content, NOW) == []
        except NotAFeed:
            continue


@given(st.text())
def test_a_text_has_no_markup_and_nothing_unseen(markup: str) -> None:
    text = plain_text(f"<p>{markup}</p>")
    assert text == " ".join(text.split())
    assert "\0" not in text


def test_words_stay_words() -> None:
    assert plain_text("a<b>b</b>c<br>d<p>e</p>f &lt;g&gt;") == "abc d e f <g>"
    assert plain_text("a<style>x</style>b<script>y</script>c") == "a b c"
    assert plain_text("a</script>b") == "a b"
    assert plain_text("a<!-- b <i>c</i> > d -->e<SCRIPT x='>'>f <b>g</SCRIPT >h<!-- i") == "ae h"
    assert plain_text("3 < 5 > 2, a < b, <a title='x > y'>c</A>, &lt;b&gt; &#65;&#x42;") == (
        "3 < 5 > 2, a < b, c, <b> AB"
    )


@pytest.mark.parametrize(
    "unit",
    [
        "<", "<!", "<!--", "<?", "<![", "<![CDATA[", "</", "</a", "<a ", "<a x", "<a x='", '<a "\'',
        "<a '\"\"'", "&", "&#", "<script", "<script>", "</script ", "<script></script ", "&#9",
    ],
)  # fmt: skip
def test_what_never_ends_takes_the_time_of_its_length(unit: str) -> None:
    """`html.parser` takes ten thousand times as long for some of these as for words."""

    works = (partial(plain_text, text * (40_000 // len(text))) for text in (unit, "padam lagi "))
    endless, words = processor_seconds(*works, runs=3)
    assert endless < 50 * words


def test_a_number_of_no_character_costs_itself_alone() -> None:
    assert plain_text(f"a &#{'9' * 5_000}; b &#x{'f' * 5_000} c") == "a b c"
    assert plain_text("\u202ea\u202c \u2066b\u2069") == "a b"
