"""The field's words, one for each thing: what labels and headings of the desk say, and what that means.

A key is a thing, or a thing and its member; `*` is any thing. Members are called as documents and tables call them.
Words that are scales or vocabularies bring their values, whose meanings are told along with them.
"""

from typing import Final

from claims.scales import (
    AnswerScope,
    AppearanceRole,
    Bearing,
    ChangeReason,
    ClaimKind,
    Confidence,
    Credibility,
    InquiryOutcome,
    Likelihood,
    Means,
    Measure,
    MediaCategory,
    NotCheckableReason,
    PairAnswer,
    Precision,
    RebuttalKind,
    RelationKind,
    Standing,
    Status,
    SubjectKind,
    Verdict,
    Weight,
)
from claimtrack.editions.roots import Stage
from claimtrack.glossary import Term
from sources.reliability import Reliability
from sources.vocabulary import Level, Medium, Particulars, SourceKind

EDTF: Final = "Written in EDTF (ISO 8601-2), as precisely as the document gives it and no more."

AUTHOR: Final = "Who made it at the desk, and whose it is with all under it. Nobody, of what an import made."

_SHARED: Final = {
    "*.slug": Term("slug", "The words that stand for it in addresses; they stay as they are once it is published."),
    "*.language": Term("language", "The language that it is in: BCP 47, such as en or ar-LY."),
    "*.document": Term("document", "One published item of a publishing source: an article, a speech, a post."),
    "*.source": Term("source", "Whoever asserts, denies, publishes or judges."),
    "*.claim": Term("claim", "One statement that can be judged by itself, in our wording."),
    "*.speaker": Term("speaker", "Whose words these are, where the document says so."),
    "*.made": Term("made", f"When it was said. {EDTF}"),
    "*.occurred_at": Term("occurred at", "The instant at which it was said, where a document gives the hour."),
    "*.audience": Term("audience", "To whom it was said, in the document's words."),
    "*.quote": Term("quotation", "The document's words, letter for letter, as short as the point needs."),
    "*.prefix": Term("prefix", "The words right before the quotation, where it occurs twice (W3C TextQuoteSelector)."),
    "*.suffix": Term("suffix", "The words right after the quotation, where it occurs twice (W3C TextQuoteSelector)."),
    "*.selector": Term("place of the quotation", "The words around the quotation (W3C TextQuoteSelector)."),
    "*.anchored": Term(
        "found in a capture",
        "Whether the quotation stands, letter for letter, in a capture of its document; unknown while there is none.",
    ),
    "*.credibility": Term(
        "credibility",
        "How much one piece of information deserves belief, whoever gives it: the number of the Admiralty code. "
        "6 means that it cannot be judged, not that it is worst.",
        Credibility,
    ),
    "*.reliability": Term(
        "reliability",
        "How far a source has earned trust: the letter of the Admiralty code. F means that it cannot be judged.",
        Reliability,
    ),
    "*.not_checkable_reason": Term(
        "reason why not checkable", "Why nobody can judge it; empty where it can be judged.", NotCheckableReason
    ),
    "*.media_category": Term(
        "media category",
        "What was done to a picture, a film or a recording (schema.org MediaReview), beside any verdict.",
        MediaCategory,
    ),
    "*.aliases": Term("aliases", "Other names that it goes by, one a line."),
    "*.same_as": Term("same as", "Addresses that identify the same elsewhere, Wikidata first (schema.org sameAs)."),
    "*.archived_url": Term("archived address", "Where an archive keeps a copy."),
    "*.stage": Term("stage", "Where it stands in the newsroom's workflow.", Stage),
    "*.version": Term("version", "How often it was written on the desk."),
    "*.published_version": Term("published version", "The version of the desk that the newest edition was made from."),
    "*.edited_by_person": Term("edited by a person", "Imports leave it alone from then on, and propose changes."),
    "*.created_at": Term("created at", "When it was entered here."),
    "*.updated_at": Term("changed", "When it was last written on the desk."),
    "*.editions": Term("editions", "What readers have: numbered documents, each published once and never changed."),
    "*.exists_for": Term(
        "exists for", "The people who know of it, where it is restricted; else everybody at the desk."
    ),
    "*.text": Term("wording", "The date in the document's own words: “last Tuesday”."),
}

_CLAIMS: Final = {
    "claim": Term("claim", "One statement that can be judged by itself, in our wording."),
    "claim.statement": Term("statement", "What is claimed, in our words, so that it can be judged by itself."),
    "claim.context": Term("context", "What a reader needs to know to understand the statement."),
    "claim.kind": Term("kind of claim", "What sort of statement it is.", ClaimKind),
    "claim.status": Term("status", "Whether it was judged.", Status),
    "claim.made": Term("made", f"When it was first said. {EDTF}"),
    "claim.about": Term("about", "The people, organizations, places and events that it speaks of."),
    "claim.about_time": Term("time it speaks of", f"Not when it was said (schema.org temporalCoverage). {EDTF}"),
    "claim.topics": Term("topics", "Headings that it is filed under."),
    "claim.narratives": Term("narratives", "Storylines over years that it feeds."),
    "claim.countries": Term("countries", "Where what it speaks of takes place."),
    "claim.aspects": Term("aspects", "The questions that a check has to answer, one a line."),
    "claim.part_of": Term("part of", "The compound claim that this one is a part of; each is judged by itself."),
    "claim.parts": Term("parts", "Claims of their own that this one is made up of, each judged by itself."),
    "claim.made_by": Term("made by", "Rebuttals that put this claim forward."),
    "claim.headline": Term("headline", "The assessment that readers see first: our desk's newest that is in force."),
    "headline.basis": Term("rests on the assessment of", "Our desk, or others where it has none."),
    "headline.external": Term("assessments of others", "How many publishers gave which verdict."),
    "claim.changed": Term("changed", "When it was last written on the desk."),
    "claim.our_assessment": Term("our assessment", "The outcome of our desk's newest assessment that is in force."),
    "claim.said_already": Term(
        "said already", "Which claims may say what is typed here; nothing typed is kept for it."
    ),
    "claimpair": Term("possible duplicate", "Two claims that may be the same, and what somebody said of that."),
    "claimpair.called": Term("claim", "The older of the two."),
    "claimpair.others": Term("and", "The newer of the two."),
    "claimpair.both": Term("claims", "The two of them."),
    "claimpair.likely": Term("likely the same", "How likely that was when they were found; – where nobody looked."),
    "claimpair.answer": Term("answer", "How they stand to each other; nothing follows from it by itself.", PairAnswer),
    "claimpair.created_at": Term("created at", "When it was found, or first decided on."),
    "claimpair.decided_by": Term("decided by", "Who gave the answer."),
    "claimpair.decided_at": Term("decided at", "When."),
    "webhook": Term("webhook", "An address that is told of what is published, and signs for it."),
    "webhook.name": Term("name", "What receives."),
    "webhook.url": Term("address", "Where events are sent, by https."),
    "webhook.filters": Term(
        "filters", "Which claims it is told of: parameters of the feed of changes; none for everything."
    ),
    "webhook.query": Term(
        "filters", "Which claims it is told of: parameters of the feed of changes; none for everything."
    ),
    "webhook.state": Term("state", "Whether anything is sent."),
    "webhook.why": Term("why", "Why it stopped by itself."),
    "webhook.stopped_at": Term("stopped at", "When it stopped by itself."),
    "webhook.position": Term("position", "How far the feed of changes was read for it."),
    "webhook.resting_until": Term(
        "left alone until", "Until when nothing is sent, as its receiver asked, or was away."
    ),
    "webhook.public_key": Term("public key", "What verifies the signatures v1a; it is no secret."),
    "webhook.newest": Term("log", "What it was sent last, and what came of it."),
    "webhook.made_by": Term("made by", "Who made it."),
    "webhook.made_at": Term("made at", "When it was made."),
    "webhookdelivery": Term(
        "delivery", "One event for one webhook, by the position of its edition in the feed of changes."
    ),
    "webhookdelivery.webhook": Term("webhook", "Which one is told."),
    "webhookdelivery.position": Term("position", "That of the edition in the feed of changes."),
    "webhookdelivery.left": Term("left", "Whether by it the claim left what the webhook follows."),
    "webhookdelivery.stand": Term("stand", "How far it is."),
    "webhookdelivery.failures": Term("failures", "How often it was not taken, since it last began."),
    "webhookdelivery.read_at": Term("read at", "When it was read in the feed."),
    "webhookdelivery.due_at": Term("due at", "When it is tried next, where it waits."),
    "webhookdelivery.ended_at": Term("ended at", "When it was taken, or skipped."),
    "webhookdelivery.tries": Term("tries", "When it was sent, and what came of each try."),
    "relation": Term("relation", "How one claim stands to another; the same claim twice is a merge instead."),
    "relation.kind": Term("kind of relation", "How the claim stands to the other.", RelationKind),
    "relation.other": Term("other claim", "The claim that this one stands in the relation to."),
    "relation.note": Term("note", "In what respect they stand so, and how far."),
    "relation.by": Term("by", "Who on the desk entered it."),
    "relation.at": Term("at", "When it was entered."),
}

_SAID: Final = {
    "appearance": Term("appearance", "A claim in a document: who said it there, on whose word, in which words."),
    "appearance.role": Term("role", "What the document does with the claim.", AppearanceRole),
    "appearance.first_known": Term(
        "first known", "The earliest appearance of the claim that anybody has found; a claim has one at most."
    ),
    "appearance.attributed_to": Term(
        "attributed to", "The chain, in order: the speaker had it from the first, who had it from the second …"
    ),
    "appearance.description": Term("description", "What is seen or heard, in our words, where nothing is quoted."),
    "appearance.transcript": Term("transcript", "What is said, or written, in what is seen or heard, in its words."),
    "appearance.hedge": Term(
        "hedge", "The document's own words that leave its certainty open: “reportedly”, “is said to”."
    ),
    "appearance.derives_from": Term(
        "derives from",
        "The appearance that this one has the claim from, where it only passes it on: forty echoes are not forty "
        "confirmations.",
    ),
    "attribution": Term("attribution", "One link of a chain: whom the speaker, or the link before, had it from."),
    "attribution.appearance": Term("appearance", "Whose chain of attribution this is a link of."),
    "attribution.rank": Term("rank", "The place in the chain, beginning with 1: whom the speaker had it from."),
    "rebuttal": Term("rebuttal", "An answer to a claim, to a document or to a report."),
    "rebuttal.kind": Term("kind of rebuttal", "What it does with what it answers.", RebuttalKind),
    "rebuttal.verb": Term("verb", "The document's own word for it: “refuted”."),
    "rebuttal.source": Term("source", "Who answers."),
    "rebuttal.speaker": Term("speaker", "Who spoke for the source, where the document tells them apart."),
    "rebuttal.standing": Term("standing", "What gives whoever answers a say in the matter.", Standing),
    "rebuttal.stake": Term("stake", "Whether whoever answers has an interest; it follows from the standing."),
    "rebuttal.statement": Term("statement", "What whoever answers says, in our words."),
    "rebuttal.answers": Term("answers", "The claims and documents that it answers, each specifically or as a whole."),
    "rebuttal.makes": Term("claims it makes", "Claims of its own that it puts forward; each is judged by itself."),
    "rebuttal.in_reply_to": Term("in reply to", "The rebuttal that this one answers in its turn."),
    "rebuttal.asked": Term("asked", "Of no response: who was asked, when, and until when they could answer."),
    "rebuttal.asked_of": Term("asked of", "Of no response: who was asked (the right of reply)."),
    "rebuttal.asked_at": Term("asked at", f"Of no response: when they were asked. {EDTF}"),
    "rebuttal.asked_deadline": Term("deadline", f"Of no response: until when they could answer. {EDTF}"),
    "inquiry": Term("inquiry", "Whom we asked about a claim (the right of reply), and what came of it."),
    "inquiry.source": Term("asked", "Who was asked."),
    "inquiry.asked": Term("asked on", f"When they were asked; empty while nothing was sent. {EDTF}"),
    "inquiry.asked_at": Term("asked at", "The instant, when known."),
    "inquiry.deadline": Term("deadline", "Until when they could answer."),
    "inquiry.deadline_at": Term("deadline, to the hour", "Until when they could answer, where an hour was told."),
    "inquiry.deadline_day": Term(
        "deadline, a day", "Until the end of which day they could answer, where no hour was told."
    ),
    "inquiry.deadline_zone": Term("where that day ends", "A time zone such as Europe/London."),
    "inquiry.passes_at": Term("passes at", "The first instant after the deadline."),
    "inquiry.outcome": Term("outcome", "What came of it; empty while the answer is awaited.", InquiryOutcome),
    "inquiry.answer": Term("answer", "What they answered, in their words."),
    "inquiry.answered": Term("answered on", f"When they answered. {EDTF}"),
    "inquiry.answered_at": Term("answered at", "The instant, when known."),
    "inquiry.means": Term("means", "By which means they were asked; readers are not told.", Means),
    "inquiry.contact": Term("contact", "Which person or address was asked; readers are not told."),
    "inquiry.wording": Term("question", "The question, as it was put; readers are not told."),
    "inquiry.late": Term("late", "Whether the answer came after the deadline."),
    "inquiry.letters": Term("letters", "Private copies of what was sent or came back."),
    "inquiry.readers": Term("readers", "What readers are told of it."),
    "inquiry.short_claim": Term("claim", "The claim that they were asked about."),
    "letter": Term("letter", "A private copy of what was sent or came back; it never leaves the desk."),
    "letter.inquiry": Term("inquiry", "Whom it asks, or who answers with it."),
    "letter.way": Term("way", "Whether we sent it or received it."),
    "letter.media_type": Term("media type", "What sort of file it is, such as application/pdf."),
    "letter.text": Term("text", "What people read of it."),
    "letter.sha256": Term("SHA-256", "A number of the bytes: whoever has the same number has the same letter."),
    "letter.copy": Term("kept at", "Since when it is kept."),
    "letter.content": Term("file", "The bytes as they came."),
    "letter.file": Term("file", "The bytes as they came."),
    "letter.kept_at": Term("kept at", "Since when it is kept."),
    "lettertemplate": Term("template of a letter", "A letter that asks somebody, with places filled in from a claim."),
    "lettertemplate.name": Term("name", "What the desk calls it."),
    "lettertemplate.text": Term("text", "The letter, with the places that are filled in in braces."),
    "observation": Term("figure of spread", "One entry of a ledger: how often, counted where, when and by whom."),
    "observation.told": Term("figure", "How many of what, and where."),
    "observation.of_what": Term("of what", "The claim that it is of, or of whose appearance."),
    "observation.standing": Term("stands", "Whether another figure has taken its place."),
    "observation.appearance": Term(
        "appearance", "The one appearance that it counts, where it is not of the whole claim."
    ),
    "observation.figure": Term("figure", "How many; empty in a correction that takes a figure back."),
    "observation.precision": Term("how exact", "How exact the figure is.", Precision),
    "observation.counts": Term("what it counts", "Figures that count different things are never added up.", Measure),
    "observation.place": Term("where", "Where it was counted: a platform, a channel, a tip line. Never a person."),
    "observation.observed": Term("when", f"When it stood so, or the day that was counted. {EDTF}"),
    "observation.source": Term("measured by", "Who measured it; empty where our desk did."),
    "observation.note": Term("note", "How it was counted, where that has to be known; shown with the figure."),
    "observation.shown": Term("shown to readers", "Whether readers see it, from the next edition on."),
    "observation.corrects": Term("corrects", "The figure that this one takes the place of."),
    "observation.reason": Term("reason", "Of a correction: what was wrong; shown with the figure."),
    "observation.entered_at": Term("entered at", "When the desk entered it."),
    "answer": Term("answer", "That a rebuttal answers a claim or a document."),
    "answer.rebuttal": Term("rebuttal", "An answer to a claim, to a document or to a report."),
    "answer.scope": Term("scope", "Whether it speaks of this claim, or rejects the whole report.", AnswerScope),
    "answer.taken_off": Term(
        "taken off",
        "It answers the report that made this claim first, and is no answer to the claim itself. Delete the row to have"
        " it as one again.",
    ),
    "claim.answered_through": Term(
        "answers it as a part of the report", "Who rejects the whole report that made this claim first."
    ),
    "claim.author": Term("author", AUTHOR),
    "narrative.author": Term("author", AUTHOR),
    "source.author": Term("author", AUTHOR),
    "document.called": Term("title, or its address", "What the document is called; its address where it has no title."),
    "answer.says": Term("what it says", "The rebuttal, what else it answers, and the claims that it makes."),
}

_JUDGED: Final = {
    "evidence": Term("evidence", "A document or another claim that bears on a claim or on a rebuttal."),
    "evidence.item": Term("item", "What bears: a document, or another claim."),
    "evidence.claim": Term("other claim", "The claim that is the evidence, where it is no document."),
    "evidence.target": Term("bears on", "The claim or the rebuttal that it is evidence about."),
    "evidence.target_claim": Term("bears on the claim", "The claim that it is evidence about."),
    "evidence.target_rebuttal": Term("bears on the rebuttal", "The rebuttal that it is evidence about."),
    "evidence.bearing": Term("bearing", "What it does to the claim or the rebuttal.", Bearing),
    "evidence.weight": Term("weight", "How much it matters to the assessment.", Weight),
    "evidence.note": Term("note", "What it shows, and what it does not."),
    "assessment": Term(
        "assessment", "One dated judgement with its reasons; frozen once it is approved, and only superseded."
    ),
    "assessment.target": Term("judges", "The claim or the rebuttal that it is about."),
    "assessment.rebuttal": Term("rebuttal", "The rebuttal that is judged, where it is no claim."),
    "assessment.source": Term("judged by", "The source whose judgement it is; empty where it is our desk's."),
    "assessment.by": Term("judged by", "Our desk, or the source whose judgement it is."),
    "assessment.document": Term("document", "Where the judgement was published."),
    "assessment.analyst": Term("analyst", "Who on our desk wrote it."),
    "assessment.approver": Term("approver", "Who on our desk approved it."),
    "assessment.approved_at": Term("approved at", "Since when it is frozen."),
    "assessment.approval": Term("approval", "Readers see an assessment once it is approved."),
    "assessment.status": Term("status", "Rated with a verdict, or not checkable with a reason.", Status),
    "assessment.verdict": Term("verdict", "The outcome, where the claim is rated.", Verdict),
    "assessment.label": Term("label", "The judge's own words for the verdict, letter for letter."),
    "assessment.scale": Term("scale", "The name of the judge's own scale."),
    "assessment.likelihood": Term(
        "likelihood",
        "How probable it is that the statement is true, as a word of ICD 203; never in one sentence with confidence.",
        Likelihood,
    ),
    "assessment.confidence": Term(
        "confidence", "How firm the ground of the judgement is (analytic confidence, ICD 203).", Confidence
    ),
    "assessment.rationale": Term("reasons", "Why the outcome is what it is."),
    "assessment.evidence": Term("evidence", "The items that the judgement rests on."),
    "assessment.as_of": Term("state of the evidence", f"Until when evidence was taken into account. {EDTF}"),
    "assessment.assessed_at": Term("assessed at", f"When it was judged. {EDTF}"),
    "assessment.review_due": Term("review due", "When somebody is to look at it again."),
    "assessment.supersedes": Term("supersedes", "The approved assessment that this one takes the place of."),
    "assessment.change_reason": Term("reason of the change", "Why it was judged anew.", ChangeReason),
    "narrative": Term("narrative", "A storyline that claims feed, over years."),
    "narrative.name": Term("name", "What the storyline is called."),
    "narrative.description": Term("description", "What the storyline tells, and how it has changed."),
    "narrative.period": Term("period", f"From when to when it was told. {EDTF}"),
    "narrative.techniques": Term(
        "techniques",
        "By which techniques of DISARM, the framework of what disinformers do, it was spread: T0023, or T0023.001.",
    ),
    "narrative.changed": Term("changed", "When it was last written on the desk."),
    "subject": Term("subject", "What claims are about: a person, an organization, a place or an event."),
    "subject.name": Term("name", "What it is called."),
    "subject.kind": Term("kind of subject", "What sort of thing it is.", SubjectKind),
    "subject.description": Term("description", "What tells it from others of its name."),
    "subject.source": Term("source", "The source that is the same party, where it also speaks."),
    "topic": Term("topic", "A heading that claims are filed under."),
    "topic.name": Term("name", "What the heading says."),
}

_SOURCES: Final = {
    "source": Term("source", "Whoever asserts, denies, publishes or judges."),
    "source.name": Term("name", "What it is called; of an anonymous source, how the document calls it."),
    "source.kind": Term("kind of source", "What sort of party it is.", SourceKind),
    "source.country": Term("country", "The country that it belongs to or speaks from."),
    "source.description": Term(
        "description", "What tells it from others; of an anonymous source, the document's own words for it."
    ),
    "source.part_of": Term("part of", "The source that it belongs to: a desk of an agency, an embassy of a state."),
    "source.website": Term("website", "Its own site, or its account on a shared host: what is published there is its."),
    "source.document": Term("document", "Of an anonymous source: the one document that speaks of it."),
    "source.members": Term("members", "Sources that are part of it."),
    "source.officers": Term("officers", "Who holds or held an office in it."),
    "source.published_documents": Term("documents", "What it published."),
    "source.said": Term("claims", "Appearances in which it speaks, or that are attributed to it."),
    "source.answered": Term("rebuttals", "What it answered."),
    "source.judged": Term("assessments", "What it judged."),
    "source.changed": Term("changed", "When it was last written on the desk."),
    "office": Term("office", "A post that a person held in an organization, and when."),
    "office.person": Term("person", "Who holds or held it."),
    "office.organization": Term("organization", "Where it is held."),
    "office.title": Term("title", "What the office is called."),
    "office.start": Term("from", f"Since when. {EDTF}"),
    "office.end": Term("to", f"Until when. {EDTF}"),
    "reliabilitygrade": Term(
        "reliability grade", "One entry of a source's ledger of reliability: never changed, only followed by another."
    ),
    "reliabilitygrade.grade": Term("grade", "The letter of the Admiralty code.", Reliability),
    "reliabilitygrade.reasons": Term("reasons", "What the grade rests on."),
    "reliabilitygrade.by": Term("graded by", "The source that graded; empty where our desk did."),
    "reliabilitygrade.at": Term("at", "The day of the grade."),
    "reliabilitygrade.evidence": Term("evidence", "The documents that the grade rests on."),
    "reliabilitygrade.review_due": Term("review due", "When somebody is to look at it again."),
    "reliabilitygrade.analyst": Term("analyst", "Who on our desk wrote it."),
    "reliabilitygrade.approver": Term("approver", "Who on our desk approved it."),
    "reliabilitygrade.approved_at": Term("approved at", "Since when it is frozen."),
    "reliabilitygrade.approval": Term("approval", "Readers see a grade once somebody else has approved it."),
    "document": Term("document", "One published item of a publishing source: an article, a speech, a post."),
    "document.title": Term("title", "Its own title; where it has none, a short description in brackets."),
    "document.url": Term("address", "The item's own page; empty where it has none."),
    "document.publisher": Term("publisher", "The source that published it."),
    "document.authors": Term("authors", "Who wrote it, one a line."),
    "document.medium": Term("medium", "What sort of item it is.", Medium),
    "document.published": Term("published", f"When it was published. {EDTF}"),
    "document.summary": Term("summary", "The item's own summary, in its own words."),
    "document.capture": Term("capture", "The newest stored copy."),
    "document.speaks_of": Term("anonymous sources", "People it speaks of without a name."),
    "document.quotations": Term("quotations", "What is quoted from it, and whether a capture has it."),
    "document.uses": Term(
        "claims, rebuttals and assessments", "What names it, as what a claim stands in, answers, bears or judges."
    ),
    "document.printed": Term("editions", "The editions of claims that print it."),
    "capture": Term("capture", "A stored copy of a document's text or bytes, which quotations are checked against."),
    "capture.taken_at": Term("taken at", "The instant of the copy."),
    "capture.taken_by": Term("taken by", "Who took it."),
    "capture.tool": Term("tool", "What it was taken with, and its version; “by hand” where somebody copied the text."),
    "capture.media_type": Term("media type", "What sort of file it is, such as text/html."),
    "capture.text": Term("text", "What people read of it."),
    "capture.level": Term("handing on", "How far this copy may go.", Level),
    "capture.file": Term("file", "The bytes as they came."),
    "capture.sha256": Term("SHA-256", "A number of the bytes: whoever has the same number has the same copy."),
    "capture.bytes_kept": Term("bytes kept", "How long the kept file is, where not the text alone was kept."),
    "capture.particulars": Term(
        "what the file says besides", "Place, author, device and more, and what becomes of them.", Particulars
    ),
    "capture.graphic": Term("graphic", "It shows violence, injury or death: it never leaves the desk."),
    "capture.minor": Term("minor", "It shows somebody under age: it never leaves the desk."),
    "capture.intimate": Term("intimate", "It shows somebody undressed, or at their most private."),
    "capture.nonetheless": Term("nonetheless", "It is stored although the same file, or an image like it, was there."),
    "capture.seen": Term("what is seen or heard", "Blurred, grey and muted, until you ask for more."),
    "capture.flags": Term("flags", "What it shows; no reader is told, and what is flagged never leaves the desk."),
    "capture.besides": Term("what the file says besides", "Place, author, device and more."),
    "capture.similar": Term("copies like it", "The same file, and images of which few of 128 bits differ."),
    "capture.words_in_it": Term("text in it, proposed", "As a program read it; nobody has checked it."),
    "capture.stays": Term("may be discarded", "A capture that an edition names stays: only a redaction takes it away."),
}

_SEARCHES: Final = {
    "savedsearch": Term("saved search", "A search of the public list that tells you of what is published from now on."),
    "savedsearch.name": Term("name", "What it is called in what it tells."),
    "savedsearch.query": Term(
        "query",
        "What the address of the public list has behind its question mark, or that address: filters, and q for words.",
    ),
    "savedsearch.mail": Term("e-mail", "When e-mail comes of it, if you want any at all; the bell has everything."),
    "savedsearch.asks_for": Term("asks for", "Its conditions, all of which a claim has to meet."),
    "savedsearch.finds": Term("can be read", "Whether all that it names is still there."),
}

TERMS: Final = {**_SHARED, **_CLAIMS, **_SAID, **_JUDGED, **_SOURCES, **_SEARCHES}
#: Other names that types of documents and members have for the same things.
ALSO: Final = {
    "cited": "document",
    "documents": "document",
    "grade": "reliabilitygrade",
    "sources": "source",
    "claims": "claim",
    "appearances": "appearance",
    "rebuttals": "rebuttal",
    "answers": "answer",
    "assessments": "assessment",
    "relations": "relation",
    "narratives": "narrative",
    "offices": "office",
    "grades": "reliabilitygrade",
    "inquiries": "inquiry",
    "letters": "letter",
    "observations": "observation",
    "judging": "document",
    "card": "claim",
}
