"""Why is this county not served?"""
