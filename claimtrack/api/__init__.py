"""What both public APIs stand on: problems, views, conditional reads, descriptions and throttles.

It knows no subject. The habits it keeps are the API contract's: no unfiltered data on a bad parameter, every
fault at once, stable pages, stored bytes.
"""
