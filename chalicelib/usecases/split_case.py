"""Splitting a complaint that holds two matters: the second becomes a case of its own, in the words
of its reporter as far as they are in it, under the same receipt."""

from collections.abc import Sequence
from functools import partial

from chalicelib.case.actions import Split, split
from chalicelib.case.decision import Change, Context
from chalicelib.case.model import LONGEST_TITLE, Actor, ComplaintText
from chalicelib.protection import receipts
from chalicelib.shortening import CUT, shorten
from chalicelib.store.loaded_cases import LoadedCase
from chalicelib.store.masking import mask_together
from chalicelib.usecases.check_words import check_words
from chalicelib.usecases.file_complaint import zone_of


def split_off(
    loaded: LoadedCase, action: Split, actor: Actor, context: Context
) -> tuple[Change, Change, ComplaintText]:
    """The change of the case, that which makes the second, and the words of the second. Raises as
    `actions.split` does.

    Its words are looked at as those of any complaint are: what tells of danger is protected.
    """
    checked = check_words(words_of(action, loaded.words), context)
    given, taken = split(
        loaded.case,
        action,
        actor,
        context,
        case_id=receipts.new_case_id(),
        text=checked.text,
        zone=zone_of(loaded.case.location),
        protect_for=checked.protect_for,
        unchecked=checked.unchecked,
    )
    return given, taken, checked.text


def words_of(action: Split, original: ComplaintText) -> ComplaintText:
    """The words of the second matter. What the reporter wrote stays as it is, and is masked for
    others as it is in theirs; what an officer wrote is kept as masking leaves it, so that it names
    nobody whom the complaint names. Without a title the text begins with one."""
    written = " ".join(original.as_written.split())
    mask_beside = partial(mask_together, beside=original.masked_texts)

    def kept(words: str) -> str:
        return words if " ".join(words.split()) in written else mask_beside((words,))[0]

    def masked(texts: Sequence[str]) -> list[str]:
        whole = [text.removesuffix(CUT) for text in texts]  # no text has the sign of one cut
        left = mask_beside(whole)
        return [one + text[len(each) :] for one, each, text in zip(left, whole, texts, strict=True)]

    body = kept(action.text)
    title = kept(action.title) if action.title else shorten(body, LONGEST_TITLE)
    return ComplaintText.masked_by(masked, title, body)
