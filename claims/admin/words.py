"""What fields are called on the desk where their own names have to be guessed: one word for one thing."""

from claimtrack.admin.base import Words

APPEARANCE_WORDS = {
    "hedge": Words("Hedge", "How the document itself takes back its certainty, word for word: “reportedly”."),
    "derives_from": Words("Repeats", "The appearance that this one has the claim from, if it only passes it on."),
    "first_known": Words("First known appearance", "The earliest that anybody has found: one of a claim."),
}
REBUTTAL_WORDS = {
    "statement": Words("The answer, in our words", "What whoever answers says of the claim."),
    "makes": Words("Claims it makes", "Claims of its own that the answer puts forward; each is checked by itself."),
}
