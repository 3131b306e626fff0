"""The page of one's own availability, as it is read."""

PAGE = "/me/availability/"


def words(answer):
    return answer.content.decode()
