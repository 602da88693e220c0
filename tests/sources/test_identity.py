"""Two accounts on one host are two publishers, and where an address does not name the account, nobody is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.identity import LONGEST, identity_of, is_platform, site_of

#: Address, and whose it is.
TOLD = [
    # ordinary hosts
    ("https://example.org", "example.org"),
    ("http://www.example.org/news/1?x=2", "example.org"),
    ("https://EXAMPLE.org./news", "example.org"),
    ("https://m.example.org/news", "example.org"),
    ("https://amp.example.org/news", "example.org"),
    ("https://news.example.org/1", "news.example.org"),
    ("https://web.example.edu/1", "web.example.edu"),
    ("https://example.org:8443/news", "example.org"),
    ("https://m.de/", "m.de"),
    ("https://x.com@example.org/alice", "example.org"),
    ("https://x.com.example.org/alice", "x.com.example.org"),
    ("https://netflix.com/alice", "netflix.com"),
    # X
    ("https://x.com/alice", "x.com/alice"),
    ("https://x.com/Alice/", "x.com/alice"),
    ("https://twitter.com/alice/status/1", "x.com/alice"),
    ("https://mobile.twitter.com/alice/status/1?s=20", "x.com/alice"),
    ("https://www.twitter.com/@alice", "x.com/alice"),
    ("https://twitter.com/#!/alice/status/1", "x.com/alice"),
    ("https://x.com//alice/status/1", "x.com/alice"),
    ("https://nitter.net/alice/status/1", "x.com/alice"),
    ("https://x.com/bob/status/1", "x.com/bob"),
    ("https://x.com/", "x.com"),
    ("https://help.x.com/en/rules", "help.x.com"),
    # Telegram
    ("https://t.me/alice_news/12", "t.me/alice_news"),
    ("https://t.me/s/Alice_News/12", "t.me/alice_news"),
    ("https://telegram.me/alice_news", "t.me/alice_news"),
    ("https://alice_news.t.me/12", "t.me/alice_news"),
    # where readers of Russian, Chinese, Japanese, Korean and Polish write
    ("https://dzen.ru/alice", "dzen.ru/alice"),
    ("https://zen.yandex.ru/id/5f0a", "dzen.ru/id/5f0a"),
    ("https://rutube.ru/channel/123/videos/", "rutube.ru/channel/123"),
    ("https://tgstat.ru/en/channel/@alice_news/12", "tgstat.ru/channel/@alice_news"),
    ("https://www.douyin.com/user/MS4wLj", "douyin.com/user/MS4wLj"),
    ("https://space.bilibili.com/123/video", "bilibili.com/123"),
    ("https://www.zhihu.com/people/alice/answers", "zhihu.com/people/alice"),
    ("https://baijiahao.baidu.com/u?app_id=15", "baijiahao.baidu.com/u/15"),
    ("https://www.toutiao.com/c/user/token/MS4/", "toutiao.com/c/user/token/MS4"),
    ("https://note.com/alice/n/n1", "note.com/alice"),
    ("https://ameblo.jp/alice/entry-1.html", "ameblo.jp/alice"),
    ("https://m.blog.naver.com/alice/1", "blog.naver.com/alice"),
    ("https://blog.naver.com/PostView.naver?blogId=alice&logNo=1", "blog.naver.com/alice"),
    ("https://www.kooapp.com/koo/alice/1", "kooapp.com/profile/alice"),
    ("https://wykop.pl/ludzie/alice", "wykop.pl/ludzie/alice"),
    # Facebook and Instagram
    ("https://www.facebook.com/Alice.Smith/posts/1", "facebook.com/alicesmith"),
    ("https://m.facebook.com/alicesmith", "facebook.com/alicesmith"),
    ("https://de-de.facebook.com/alicesmith/", "facebook.com/alicesmith"),
    ("https://fb.com/alicesmith", "facebook.com/alicesmith"),
    ("https://facebook.com/profile.php?id=234", "facebook.com/234"),
    ("https://facebook.com/permalink.php?story_fbid=1&id=234", "facebook.com/234"),
    ("https://m.facebook.com/story.php?story_fbid=1&id=234&x=5", "facebook.com/234"),
    ("https://facebook.com/234/posts/1", "facebook.com/234"),
    ("https://facebook.com/people/Alice-Smith/100012345678", "facebook.com/100012345678"),
    ("https://facebook.com/pages/Alice-News/123456789", "facebook.com/123456789"),
    ("https://facebook.com/Alice-News-123456789012/", "facebook.com/123456789012"),
    ("https://facebook.com/groups/harbour/", "facebook.com/groups/harbour"),
    ("https://www.instagram.com/Alice/p/Abc/", "instagram.com/alice"),
    ("https://www.instagram.com/stories/alice/123/", "instagram.com/alice"),
    # moving pictures
    ("https://www.youtube.com/@Alice/videos", "youtube.com/@alice"),
    ("https://m.youtube.com/c/Alice", "youtube.com/c/alice"),
    ("https://youtube.com/user/Alice", "youtube.com/user/alice"),
    ("https://youtube.com/channel/UCaB", "youtube.com/channel/UCaB"),
    ("https://youtube.com/@%D0%B0%D0%BD%D0%BD%D0%B0", "youtube.com/@анна"),
    ("https://www.tiktok.com/@alice/video/1", "tiktok.com/@alice"),
    ("https://rumble.com/c/Alice", "rumble.com/c/alice"),
    ("https://vimeo.com/alice", "vimeo.com/alice"),
    # VK, OK and Weibo
    ("https://vk.com/alice", "vk.com/alice"),
    ("https://m.vk.com/wall-123_4", "vk.com/club123"),
    ("https://vk.com/public123", "vk.com/club123"),
    ("https://vk.com/wall123_4", "vk.com/id123"),
    ("https://vk.com/@alice-the-harbour", "vk.com/alice"),
    ("https://ok.ru/group/123/topic/4", "ok.ru/group/123"),
    ("https://weibo.com/1234567890/AbC", "weibo.com/1234567890"),
    ("https://m.weibo.cn/u/1234567890", "weibo.com/1234567890"),
    # other networks
    ("https://www.threads.net/@alice/post/1", "threads.net/@alice"),
    ("https://www.threads.com/@alice", "threads.net/@alice"),
    ("https://bsky.app/profile/alice.example/post/1", "bsky.app/profile/alice.example"),
    ("https://mastodon.social/@alice/1", "mastodon.social/@alice"),
    ("https://social.example/@Alice/1", "social.example/@alice"),
    ("https://social.example/users/alice/statuses/1", "social.example/@alice"),
    ("https://truthsocial.com/@alice/posts/1", "truthsocial.com/@alice"),
    ("https://truthsocial.com/users/alice/statuses/1", "truthsocial.com/@alice"),
    ("https://old.reddit.com/u/Alice/", "reddit.com/user/alice"),
    ("https://reddit.com/r/Harbour", "reddit.com/r/harbour"),
    ("https://de.linkedin.com/in/Alice/", "linkedin.com/in/alice"),
    ("https://linkedin.com/company/alice", "linkedin.com/company/alice"),
    # where people write
    ("https://medium.com/@Alice/the-harbour-1", "medium.com/@alice"),
    ("https://medium.com/harbour-news/a-1", "medium.com/harbour-news"),
    ("https://alice.medium.com/the-harbour-1", "alice.medium.com"),
    ("https://alice.substack.com/p/harbour", "alice.substack.com"),
    ("https://substack.com/@alice/note/1", "substack.com/@alice"),
    ("https://alice.blogspot.de/2020/01/a.html", "alice.blogspot.com"),
    ("http://m.alice.blogspot.co.uk/", "alice.blogspot.com"),
    ("https://alice.wordpress.com/2020/", "alice.wordpress.com"),
    ("https://alice.tumblr.com/post/1", "tumblr.com/alice"),
    ("https://www.tumblr.com/alice/1", "tumblr.com/alice"),
    ("https://alice.github.io/harbour/", "alice.github.io"),
    ("https://m.github.io/harbour/", "m.github.io"),
    ("https://github.com/Alice/harbour", "github.com/alice"),
    ("https://raw.githubusercontent.com/alice/harbour/main/a", "github.com/alice"),
    ("https://sites.google.com/view/alice/home", "sites.google.com/view/alice"),
    ("https://www.example.edu/~alice/harbour.html", "example.edu/~alice"),
    ("https://alice.livejournal.com/1.html", "alice.livejournal.com"),
]  # fmt: skip

NOT_TOLD = [
    "https://dzen.ru/a/XyZ",
    "https://www.bilibili.com/video/BV1",
    "https://mp.weixin.qq.com/s?__biz=MzA",
    "https://baijiahao.baidu.com/s?id=1",
    "https://discord.com/channels/1/2",
    "https://web.telegram.org/k/#@alice",
    "https://webcache.googleusercontent.com/search?q=cache:https://x.com/alice",
    "https://www.youtube.com/watch?v=1",
    "https://youtu.be/1",
    "https://youtube.com/shorts/1",
    "https://facebook.com/watch/?v=1",
    "https://facebook.com/photo.php?fbid=1",
    "https://facebook.com/permalink.php?story_fbid=1",
    "https://facebook.com/share/p/1abc/",
    "https://facebook.com/reel/1",
    "https://facebook.com/groups/harbour/posts/1",
    "https://fb.watch/1abc/",
    "https://x.com/i/status/1",
    "https://twitter.com/statuses/1",
    "https://x.com/search?q=alice",
    "https://t.co/abc",
    "https://t.me/c/123/4",
    "https://t.me/joinchat/abcdef",
    "https://t.me/+abcdef",
    "https://vm.tiktok.com/ZM1/",
    "https://tiktok.com/@/video/1",
    "https://instagram.com/p/Abc/",
    "https://instagram.com/reel/Abc/",
    "https://medium.com/p/1abc",
    "https://reddit.com/r/harbour/comments/1/a/",
    "https://linkedin.com/posts/alice_harbour-activity-1",
    "https://vimeo.com/123",
    "https://ok.ru/video/123",
    "https://m.weibo.cn/status/123",
    "https://mastodon.social/web/statuses/1",
    "https://social.example/@bob@other.example/1",
    "https://wordpress.com/read/feeds/1/posts/2",
    "https://open.substack.com/pub/alice/p/harbour",
    "https://telegra.ph/Harbour-01-01",
    "https://bit.ly/abc",
    "https://archive.ph/abc",
    "https://x.com/?lang=en",
    "http://[",
    f"https://medium.com/{'a' * LONGEST}/b",
]


@pytest.mark.parametrize(("address", "key"), TOLD)
def test_an_address_is_its_hosts_or_its_accounts(address: str, key: str) -> None:
    assert (identity_of(address).is_told, identity_of(address).key) == (True, key)


@pytest.mark.parametrize("address", NOT_TOLD)
def test_where_an_address_does_not_name_the_account_nobody_is_told(address: str) -> None:
    assert not identity_of(address).is_told


@pytest.mark.parametrize("address", [address for address, _ in TOLD])
def test_the_front_page_of_whoever_is_told_is_theirs_and_known_for_a_front_page(address: str) -> None:
    whose = identity_of(address)
    assert identity_of(whose.url) == whose
    assert identity_of(whose.url).is_front


@pytest.mark.parametrize("address", [address for address, _ in TOLD])
def test_each_address_has_in_it_what_its_identity_is_looked_up_by(address: str) -> None:
    assert any(spelling in address.lower() for spelling in identity_of(address).spellings)


@pytest.mark.parametrize(
    "address",
    ["https://x.com/alice/status/1", "https://vk.com/wall-1_2", "https://facebook.com/permalink.php?story_fbid=1&id=2",
     "https://example.org/news", "https://social.example/@alice/1", "https://alice.tumblr.com/post/1"],
)  # fmt: skip
def test_an_item_is_no_front_page(address: str) -> None:
    assert not identity_of(address).is_front


def test_an_account_is_called_by_its_name_and_its_host() -> None:
    assert identity_of("https://twitter.com/alice").name == "alice (x.com)"
    assert identity_of("https://bsky.app/profile/alice.example").name == "alice.example (bsky.app)"
    assert identity_of("https://example.org/news").name == "example.org"


def test_an_address_at_a_network_is_told_from_one_at_an_ordinary_host() -> None:
    assert is_platform("https://es-la.facebook.com/alice")
    assert is_platform("https://alice_news.t.me/1")
    assert not is_platform("https://alice.github.io/")
    assert not is_platform("https://example.org/@alice")
    assert site_of("https://mobile.twitter.com/alice") == "twitter.com"


@given(st.text(max_size=60))
def test_no_text_is_too_strange_to_be_asked_about(text: str) -> None:
    for address in (text, f"https://x.com/{text}", f"https://{text}.tumblr.com/", f"https://vk.com/{text}?{text}"):
        assert len(identity_of(address).key) <= LONGEST or not identity_of(address).is_told
