"""Questions to the record, without HTTP: strict parameters, their faults, total orders, cursors and pages.

Whoever asks (an address, a command, a job, a page of the desk) hands over strings by name (`Asked`), and gets values,
rows and `next`, or one `InvalidQuery` that carries every fault.
"""
