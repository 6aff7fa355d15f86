"""What reporters read in English."""

from chalicelib.notices.wording import Notice, Wording

_STILL_DUE = (
    "The deadline for resolving your report has not moved: it is still {resolve_by}.",
    "The deadline for resolving it has passed, so we keep pressing those in charge.",
)
_WILL_TELL = "We will write to you whenever something happens, and also if a deadline is missed."
_REOPEN = (
    "Is the problem still there, or do you disagree? Until {reopen_until} you can reopen this "
    "report on its page. Please say why.",
    "Is the problem still there, or do you disagree? You can reopen this report on its page. "
    "Please say why.",
)
_SILENCE = (
    "If we have no rating from you by {closes_at}, which is {days} working days after the answer, "
    "the report is closed and marked “no reply”. Silence is never counted as satisfied.",
    "If there is no rating within {days} working days of this answer, the report is closed and "
    "marked “no reply”. Silence is never counted as satisfied.",
    "If there is no rating, the report is eventually closed and marked “no reply”. Silence is "
    "never counted as satisfied.",
)
_PLEASE_RATE = (
    "Please choose “satisfied” or “not satisfied” on your report's page by {closes_at}.",
    "Please choose “satisfied” or “not satisfied” on your report's page.",
)
_NOT_SATISFIED = (
    "Not solved? Choose “not satisfied” and tell us why. You can also ask for a more senior agency "
    "to review the report."
)
_OMBUDSMAN = (
    "You also have the right to turn to the Ombudsman of the Republic of Indonesia: call 137 or "
    "visit ombudsman.go.id."
)
_MERGED_NOT_SOLVED = (
    "Is the problem at your place another one, or is it not solved? Please file a new report and "
    "give the number of yours."
)
_AFTER_DECISION = (
    "With this decision your report was closed on {closed_on}.",
    "Your report must be resolved by {resolve_by}.",
    "We will write to you as soon as there is more to tell.",
)

ENGLISH = Wording(
    language="en",
    greeting="Hello {name},",
    greeting_nameless="Hello,",
    next_heading="What comes next",
    button="See your report",
    footer=(
        "To reply or rate, open your report's page with the secret code from your receipt. We "
        "never ask for that code by email, phone or chat.",
        "For your safety, this email does not contain what you wrote in your report.",
        "This email was sent automatically; replies to this address are not read. You receive it "
        "because you gave this address when you reported. You can delete your personal data on "
        "your report's page at any time; emails like this one then stop.",
    ),
    labels={
        "id": "Report number",
        "title": "Title",
        "holder": "Handled by",
        "into": "Continued in report",
        "verify_by": "Agency decided by",
        "follow_up_by": "First follow-up by",
        "resolve_by": "Resolved by",
        "reply_by": "Reply to the message by",
        "expires_at": "Please reply by",
        "expected_by": "Final answer expected",
        "limit_at": "Deadline missed",
        "closes_at": "Please rate by",
    },
    national_desk="National Administrator, {agency}",
    limits={
        "verify": "choosing an agency",
        "follow_up": "a first follow-up",
        "resolve": "resolving it",
        "appeal": "the review",
        "reply": "a reply to the reporter's message",
    },
    classifications={
        "complaint": "complaint",
        "aspiration": "suggestion",
        "information_request": "information request",
    },
    routed_by={
        "suggestion": "This is the agency you chose when you reported.",
        "category": "This agency was chosen from your report's category and place.",
        "model": "This agency was chosen from what your report says and where it happened.",
        "officer": "This agency was chosen by an officer who checked your report.",
    },
    archive_reasons={
        "spam": "it is advertising or was sent over and over",
        "abusive": "it insults or threatens",
        "not_a_complaint": "it is not a complaint, a suggestion or a request for information",
        "incomplete": "there is not enough information to act on",
        "duplicate": "the same matter has already been reported",
        "court_case": "the matter is before a court or has been decided by one",
        "out_of_scope": "the matter is outside the authority of government agencies",
        "withdrawn": "you withdrew it",
        "other": "please see your report's page",
    },
    notices={
        "routed": Notice(
            subject="Report received and passed to {agency}",
            happened=(
                "Thank you for reporting. We have received your report and passed it to {agency}, "
                "which is now responsible for it.",
                "{why}",
            ),
            coming=(
                "{agency} must give a first follow-up by {follow_up_by}.",
                "Your report must be resolved by {resolve_by}.",
                "There is nothing you need to do now. " + _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "routed_again": Notice(
            subject="Your report is now with {agency}",
            happened=("Your report is now handled by {agency}.", "{why}"),
            coming=(
                "{agency} must give a first follow-up by {follow_up_by}.",
                "Your report must be resolved by {resolve_by}.",
                "You do not need to report again. " + _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "triage": Notice(
            subject="Report received, the agency is being chosen",
            happened=(
                "Thank you for reporting. We have received your report. An officer will read it "
                "in person so that it reaches the right agency.",
            ),
            coming=(
                (
                    "The agency in charge is decided by {verify_by}.",
                    "The officer decides on the agency as soon as possible.",
                ),
                "You do not need to report again. We will write to you as soon as it is decided.",
            ),
            limits=("verify_by",),
        ),
        "triage_again": Notice(
            subject="A national officer is choosing the agency",
            happened=(
                "It is not yet certain which agency is in charge of your report. A national "
                "officer is now deciding who must handle it.",
            ),
            coming=(
                (
                    "The decision is due by {verify_by}.",
                    "The agency chosen must give a first follow-up by {follow_up_by}.",
                ),
                _STILL_DUE,
                "You do not need to report again. We will write to you as soon as it is decided.",
            ),
            limits=("verify_by", "follow_up_by", "resolve_by"),
        ),
        "started": Notice(
            subject="{agency} has started on your report",
            happened=("An officer at {agency} has opened your report and is working on it.",),
            quote="Note from {agency}",
            coming=(
                (
                    "Your report must be resolved by {resolve_by}.",
                    "The deadline for resolving it has passed, so we keep watching it closely.",
                ),
                _WILL_TELL,
            ),
            limits=("resolve_by",),
        ),
        "held": Notice(
            subject="{agency} is waiting for your reply",
            happened=("To continue, {agency} needs some more information from you.",),
            quote="Question from {agency}",
            coming=(
                "Please reply by {expires_at}, on your report's page.",
                "While we wait for you, the agency's deadlines stand still. They run on as soon as "
                "you reply.",
                "If there is no reply by that day, the report is archived.",
            ),
            limits=("expires_at",),
            button="Reply to this question",
        ),
        "returned": Notice(
            subject="We are looking for another agency",
            happened=(
                "{agency} says that your report is not within its authority. Your report stays "
                "open: we are looking for the right agency.",
            ),
            quote="Reason given by {agency}",
            coming=(
                "We will write to you as soon as a new agency is in charge.",
                _STILL_DUE,
                "You do not need to report again.",
            ),
            limits=("resolve_by",),
        ),
        "transferred": Notice(
            subject="Report moved to {agency}",
            happened=(
                "Your report was moved from {from_agency} to {agency}. {agency} is now responsible "
                "for it.",
            ),
            quote="Reason for the move",
            coming=(
                "{agency} must give a first follow-up by {follow_up_by}.",
                _STILL_DUE,
                "You do not need to report again. " + _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "interim_replied": Notice(
            subject="An update from {agency}",
            happened=("{agency} is still working on your report and has sent an update.",),
            quote="Update from {agency}",
            coming=(
                "{agency} expects to give its final answer on {expected_by}.",
                "This is not the final answer yet, so you do not need to rate it.",
                _STILL_DUE,
            ),
            limits=("expected_by", "resolve_by"),
        ),
        "answered": Notice(
            subject="{agency} has answered your report",
            happened=("{agency} has answered your report.",),
            quote="Answer from {agency}",
            coming=(
                (
                    "Are you satisfied? Please rate it on your report's page by {closes_at}.",
                    "Are you satisfied? Please rate it on your report's page within {days} working "
                    "days.",
                    "Are you satisfied? Please rate it on your report's page.",
                ),
                _NOT_SATISFIED,
                _SILENCE,
            ),
            limits=("closes_at",),
            button="Rate the answer",
        ),
        "answered_for_merged": Notice(
            subject="{agency} has answered the report that yours was merged into",
            happened=(
                "Your report was merged into another one about the same matter. {agency} has "
                "answered that one, so this answer is for you too.",
            ),
            quote="Answer from {agency}",
            coming=(
                "You can read that report on its page. If the problem at your place is another one "
                "or is not solved, please file a new report.",
            ),
            button="Read the report",
        ),
        "held_for_merged": Notice(
            subject="{agency} has a question about the report that yours was merged into",
            happened=(
                "Your report was merged into another one about the same matter. To continue, "
                "{agency} needs some more information from those who reported it.",
            ),
            quote="Question from {agency}",
            coming=(
                "If you can help, please reply by {expires_at}, on your own report's page.",
                "If nobody replies by that day, the report is archived. We will write to you then.",
            ),
            limits=("expires_at",),
            button="Reply to this question",
        ),
        "rated_for_merged": Notice(
            subject="The report that yours was merged into is closed",
            happened=(
                "Somebody else who reported this problem says that the answer by {agency} solved "
                "it. The report that yours was merged into was therefore closed.",
            ),
            coming=(_MERGED_NOT_SOLVED,),
            button="Read the report",
        ),
        "closed_for_merged": Notice(
            subject="The report that yours was merged into is closed",
            happened=(
                "The report that yours was merged into was closed on {happened_on}, after the "
                "answer by {agency}.",
            ),
            coming=(_MERGED_NOT_SOLVED,),
            button="Read the report",
        ),
        "appeal_decided_for_merged": Notice(
            subject="An objection to the answer you got was decided",
            happened=(
                "Somebody else who reported this problem objected to the answer to the report that "
                "yours was merged into. {agency} has decided on that objection.",
            ),
            quote="Decision by {agency}",
            coming=(_MERGED_NOT_SOLVED,),
            button="Read the report",
        ),
        "archived_for_merged": Notice(
            subject="The report that yours was merged into was archived",
            happened=(
                "The report that yours was merged into was archived by {agency}, which means it is "
                "not handled further.",
            ),
            quote="Note from {agency}",
            coming=(
                "Your own report is not lost: if it was not answered, a national officer looks at "
                "it again, and we will write to you.",
            ),
            button="See your report",
        ),
        "merged_for_merged": Notice(
            subject="Your report continues in another one",
            happened=(
                "The report that yours was merged into was itself joined with report {into}, about "
                "the same problem. Your voice still counts.",
            ),
            coming=("The work and its deadlines now follow report {into}.",),
            button="See your report",
        ),
        "reopened_for_merged": Notice(
            subject="The report that yours was merged into was reopened",
            happened=(
                "The report that yours was merged into has been reopened and is handled by "
                "{agency} again.",
            ),
            coming=("Its deadlines follow that report. We will write to you when it is answered.",),
            button="Read the report",
        ),
        "escalated_for_merged": Notice(
            subject="Deadline missed in the report that yours was merged into",
            happened=(
                "We are sorry. The deadline for {limit} was missed on {limit_at}. We have "
                "therefore taken the report that yours was merged into to level {level} of 3.",
                "We have informed: {notified}.",
            ),
            coming=(
                "{agency} must still handle the report. We will write to you when it is answered.",
                _OMBUDSMAN,
            ),
            limits=("limit_at",),
            button="Read the report",
        ),
        "confidential_for_merged": Notice(
            subject="News of the report that yours was merged into",
            happened=("There is news of the report that yours was merged into.",),
            coming=(
                "That report is confidential, so its content cannot be sent or shown to you.",
                "Would you like to know what was decided at your place? Please file a new report "
                "and give the number of yours: it is answered to you alone.",
            ),
            button="See your report",
        ),
        "reminded": Notice(
            subject="Did the answer from {agency} help?",
            happened=(
                "{agency} has answered your report, and we do not know yet what you think of it. "
                "One minute of your time helps us learn whether the problem is really solved.",
            ),
            coming=(
                _PLEASE_RATE,
                _NOT_SATISFIED,
                _SILENCE,
            ),
            limits=("closes_at",),
            button="Rate the answer",
        ),
        "reminded_again": Notice(
            subject="Last reminder: the answer from {agency}",
            happened=(
                "This is the last reminder. {agency} has answered your report, and we are still "
                "waiting for what you think of it.",
            ),
            coming=(
                _PLEASE_RATE,
                _NOT_SATISFIED,
                _SILENCE,
            ),
            limits=("closes_at",),
            button="Rate the answer",
        ),
        "appealed": Notice(
            subject="Your objection is reviewed by {agency}",
            happened=(
                "You were not satisfied with the answer from {from_agency}. Thank you for telling "
                "us. Your report is now reviewed by {agency}.",
            ),
            coming=(
                "{agency} must decide by {resolve_by}.",
                "There is nothing you need to do now. " + _WILL_TELL,
            ),
            limits=("resolve_by",),
        ),
        "appeal_upheld": Notice(
            subject="Your objection was accepted",
            happened=(
                "{agency} has reviewed your report and accepted your objection.",
                "{from_agency} now has to put it right and give a new answer.",
            ),
            quote="Decision by {agency}",
            coming=(
                "It must be put right by {resolve_by}.",
                "If that is late, {agency} is told first.",
                "You can rate the new answer again. " + _WILL_TELL,
            ),
            limits=("resolve_by",),
        ),
        "appeal_rejected": Notice(
            subject="Your objection has been decided",
            happened=(
                "{agency} has reviewed your report. Your objection was not accepted, and the "
                "earlier answer stands.",
            ),
            quote="Decision by {agency}",
            coming=(_AFTER_DECISION, _OMBUDSMAN),
            limits=("resolve_by",),
        ),
        "escalated": Notice(
            subject="Deadline missed, report taken to a higher level",
            happened=(
                "We are sorry. The deadline for {limit} was missed on {limit_at}. We have "
                "therefore taken your report to level {level} of 3.",
                "We have informed: {notified}.",
            ),
            coming=(
                "The responsibility stays where it is: {agency} must still handle your report.",
                "We check again on {next_check}. As long as nothing moves, the report can be taken "
                "a level higher.",
                "The deadline for resolving it is {resolve_by}.",
                _OMBUDSMAN,
            ),
            limits=("limit_at", "resolve_by"),
        ),
        "escalated_again": Notice(
            subject="Still overdue: we have called on those in charge again",
            happened=(
                "We are sorry: your report is still overdue. The deadline for {limit} was missed "
                "on {limit_at}, and your report is at the highest level, level {level} of 3.",
                "We have called again on: {notified}.",
            ),
            coming=(
                "The responsibility stays where it is: {agency} must still handle your report.",
                "We check again on {next_check}, and go on until your report is handled.",
                _OMBUDSMAN,
            ),
            limits=("limit_at",),
        ),
        "archived": Notice(
            subject="Report archived",
            happened=(
                "Your report was archived by {agency}, which means it is not handled further. "
                "The reason: {reason}.",
            ),
            quote="Note from {agency}",
            coming=(
                "No deadline is running any more. Your report is kept and can still be seen.",
                _REOPEN,
            ),
        ),
        "archived_for_good": Notice(
            subject="Report archived",
            happened=(
                "Your report was archived by {agency}, which means it is not handled further. "
                "The reason: {reason}.",
            ),
            quote="Note from {agency}",
            coming=(
                "No deadline is running any more, and this report cannot be reopened.",
                "Is this a mistake? Please send a new report that explains the problem.",
            ),
        ),
        "archived_no_reply": Notice(
            subject="Report archived because we had no reply from you",
            happened=(
                "{agency} asked you a question, and we had no reply from you in time. Your report "
                "has therefore been archived.",
            ),
            coming=(
                "No deadline is running any more. Your report is kept and can still be seen.",
                (
                    "Would you still like to continue? Until {reopen_until} you can reopen this "
                    "report on its page, with what was asked for.",
                    "Would you still like to continue? You can reopen this report on its page, "
                    "with what was asked for.",
                ),
            ),
        ),
        "merged": Notice(
            subject="Report joined with one about the same problem",
            happened=(
                "Somebody else has reported this problem too. So that it is dealt with in one go, "
                "your report was joined with report {into}. Your voice still counts.",
            ),
            coming=(
                "The work and its deadlines now follow report {into}. Your report's page shows the "
                "way.",
            ),
        ),
        "reassigned": Notice(
            subject="Report taken over by {agency}",
            happened=(
                (
                    "{from_agency}, which handled your report, no longer exists. Your report goes "
                    "on with {agency}, which is now responsible for it.",
                    "The agency that handled your report no longer exists. Your report goes on "
                    "with {agency}, which is now responsible for it.",
                ),
            ),
            coming=(
                "{agency} must give a first follow-up by {follow_up_by}.",
                (
                    "The deadline for resolving it does not move: it is still {resolve_by}.",
                    "The deadlines of your report do not change because of this.",
                ),
                "You do not need to report again. " + _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "reassigned_to_desk": Notice(
            subject="A new agency is being found for your report",
            happened=(
                (
                    "{from_agency}, which handled your report, no longer exists. The National "
                    "Administrator names the agency that goes on with it.",
                    "The agency that handled your report no longer exists. The National "
                    "Administrator names the agency that goes on with it.",
                ),
            ),
            coming=(
                (
                    "The deadline for resolving it does not move: it is still {resolve_by}.",
                    "The deadlines of your report do not change because of this.",
                ),
                "You do not need to report again. " + _WILL_TELL,
            ),
            limits=("resolve_by",),
        ),
        "unmerged": Notice(
            subject="Your report is handled on its own again",
            happened=(
                "The other report that yours was joined with has ended without an answer. Your "
                "report was therefore taken out of it and goes on by itself.",
            ),
            coming=(
                (
                    "The National Administrator names the agency; a first follow-up is due by "
                    "{follow_up_by}.",
                    "The National Administrator names the agency that handles it.",
                ),
                "Your report must be resolved by {resolve_by}.",
                "You do not need to report again. " + _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "closed": Notice(
            subject="Report closed without a rating",
            happened=(
                "We have had no rating from you for the answer by {agency}. The report was "
                "therefore closed on {happened_on} and marked “no reply”. This is not counted as "
                "satisfied.",
            ),
            coming=("No deadline is running any more.", _REOPEN),
        ),
        "closed_unsatisfied": Notice(
            subject="Report closed as not satisfied",
            happened=(
                "You were not satisfied with the answer by {agency} and did not appeal. The report "
                "was closed on {happened_on}. Your rating stands and is counted.",
            ),
            coming=("No deadline is running any more.", _REOPEN),
        ),
        "reopened": Notice(
            subject="Report reopened",
            happened=("Your report has been reopened and is handled by {agency} again.",),
            coming=(
                "{agency} must give a follow-up by {follow_up_by}.",
                "Your report must be resolved by {resolve_by}.",
                _WILL_TELL,
            ),
            limits=("follow_up_by", "resolve_by"),
        ),
        "deadlines_recomputed": Notice(
            subject="Your report's deadlines were adjusted",
            happened=(
                "The calendar of working days has changed, for example because of a national "
                "holiday. The deadlines of your report were therefore counted again.",
            ),
            coming=(
                "The agency in charge is decided by {verify_by}.",
                "The first follow-up is due by {follow_up_by}.",
                (
                    "Your report must be resolved by {resolve_by}.",
                    "The deadline for resolving it has passed, so we keep pressing.",
                ),
                "Nothing else has changed.",
            ),
            limits=("verify_by", "follow_up_by", "resolve_by"),
        ),
    },
)
