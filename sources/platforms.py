"""Hosts that many people publish on, and where their addresses tell whose a page is.

Kept by hand: the Public Suffix List reaches hosts whose accounts are subdomains alone, and not all of those
(neither WordPress.com nor Substack); it says nothing of accounts in paths.
"""

from typing import Final, NamedTuple

#: What no account is called, as the first part of a path on many platforms.
_PAGES_OF_THEIR_OWN: Final = (
    "about account accounts ads ajax api app apps blog business careers contact contest directory discover download "
    "events explore features feed feeds group groups hashtag hashtags help home i jobs legal live login logout media "
    "messages music news notifications p pages photo photos pin playlist plugins policies policy post posts press "
    "privacy reel reels search settings share sharer shorts signup site sitemap status statuses stories support tag "
    "tags terms topic topics tos trending tv upload video videos watch web"
)


class Rule(NamedTuple):
    """How a path names an account: a pattern of its beginning, and the account's own address in its groups.

    `of_item` says that such a path leads to something the account has published, whatever follows.
    """

    path: str
    account: str = r"\1"
    keeps_case: bool = False
    of_item: bool = False


class Platform(NamedTuple):
    """A host with accounts: by its chief name, with the other hosts it answers at.

    `rules` are tried in order, then `name`, a pattern of a path whose first part is an account unless it is
    `reserved` here or in RESERVED. `ignores` are signs that make no difference in an account. `subdomains` says
    that accounts have hosts of their own, `folds` that these are the same as an account in a path. `is_social`
    says that what is published there are posts.
    """

    host: str
    others: str = ""
    rules: tuple[Rule, ...] = ()
    name: str = ""
    reserved: str = ""
    ignores: str = ""
    subdomains: bool = False
    folds: bool = False
    is_social: bool = False


_FIRST: Final = r"([^/?]+)"
_AT: Final = Rule(r"(@[^/?]+)")
_MASTODON: Final = (Rule(r"(?:web/)?(@[\w.-]+)"), Rule(r"users/([\w.-]+)", r"@\1"))
_HANDLE: Final = Rule(r"@([^/?]+)")
_USER: Final = Rule(r"(user/[^/?]+)")
_CHANNEL: Final = Rule(r"(channel/[^/?]+)", keeps_case=True)

#: Short links, pages without an account, and copies of the pages of others.
_WITHOUT_ACCOUNTS: Final = (
    "cachedview.com cc.bingj.com change.org discord.com discord.gg mp.weixin.qq.com streamable.com web.telegram.org "
    "webcache.googleusercontent.com archive.fo archive.is archive.li archive.md archive.org archive.ph archive.today "
    "archive.vn bit.ly buff.ly "
    "clips.twitch.tv dai.ly dlvr.it docs.google.com drive.google.com fb.me ghostarchive.org goo.gl ift.tt is.gd "
    "justpaste.it megalodon.jp ow.ly pastebin.com perma.cc pin.it telegra.ph tinyurl.com web.archive.org "
    "webcitation.org"
)

PLATFORMS: Final = (
    Platform("ameblo.jp", name=_FIRST),
    Platform(
        "baijiahao.baidu.com",
        "author.baidu.com",
        (Rule(r"(home/[^/?]+)"), Rule(r"u\?(?:.*&)?app_id=(\d+)", r"u/\1"), Rule(r"(u/\d+)")),
    ),
    Platform("bitchute.com", rules=(_CHANNEL,), is_social=True),
    Platform("bsky.app", rules=(Rule(r"(profile/[^/?]+)"),), is_social=True),
    Platform("bilibili.com", "space.bilibili.com b23.tv", (Rule(r"(\d{3,})"),), is_social=True),
    Platform(
        "blog.naver.com", rules=(Rule(r"PostView\.(?:naver|nhn)\?(?:.*&)?blogId=([^&]+)", of_item=True),), name=_FIRST
    ),
    Platform("cafe.daum.net", name=_FIRST),
    Platform("cafe.naver.com", name=_FIRST),
    Platform("dailymotion.com", name=_FIRST),
    Platform("douyin.com", "iesdouyin.com v.douyin.com", (Rule(r"(user/[^/?]+)", keeps_case=True),), is_social=True),
    Platform(
        "dzen.ru", "zen.yandex.ru zen.yandex.com", (Rule(r"(id/[^/?]+)"),), name=_FIRST, reserved="a b suite t topic"
    ),
    Platform(
        "facebook.com",
        "fb.com facebookcorewwwi.onion",
        (
            Rule(r"profile\.php\?(?:.*&)?id=(\d+)"),
            Rule(r"(?:permalink|story|video)\.php\?(?:.*&)?id=(\d+)", of_item=True),
            Rule(r"(?:people|pages)/(?:category/[^/]+/)?(?:[^/]+-|[^/]+/)?(\d{5,})"),
            Rule(r"(groups/[^/?]+)/?(?=\?|$)"),
            Rule(r"pg/([\w.-]+)"),
            Rule(r"(?:stories|notes)/([^/?]+)/[^/?]+", of_item=True),
            Rule(r"[^/?]+-(\d{9,})"),
        ),
        name=_FIRST,
        reserved="dialog donate flx fundraisers games gaming hashtag l.php lookaside marketplace notes people "
        "permalink.php photo.php pg profile.php public sharer.php story.php video.php",
        is_social=True,
        ignores=".",
    ),
    Platform("gab.com", rules=(_HANDLE,), name=_FIRST, is_social=True),
    Platform("gettr.com", rules=(_USER,), is_social=True),
    Platform(
        "github.com",
        "gist.github.com raw.githubusercontent.com gist.githubusercontent.com",
        name=_FIRST,
        reserved="collections marketplace orgs sponsors",
    ),
    Platform("gitlab.com", name=_FIRST),
    Platform(
        "instagram.com",
        "instagr.am ddinstagram.com",
        (Rule(r"stories/([\w.]+)/\d+", of_item=True),),
        name=_FIRST,
        reserved="direct s",
        is_social=True,
    ),
    Platform("issuu.com", name=_FIRST),
    Platform("kooapp.com", rules=(Rule(r"(?:koo|profile)/([^/?]+)", r"profile/\1"),), is_social=True),
    Platform("kwai.com", "kw.ai", (_AT,), is_social=True),
    Platform("line.me", rules=(Rule(r"(r/ti/p/[^/?]+)"),), is_social=True),
    Platform(
        "linkedin.com", "lnkd.in", (Rule(r"((?:in|company|school|showcase|organization)/[^/?]+)"),), is_social=True
    ),
    Platform("livejournal.com", "users.livejournal.com", (Rule(r"(users/[^/?]+)"),), subdomains=True),
    Platform("medium.com", rules=(_AT,), name=_FIRST, reserved="m me membership new plans s", subdomains=True),
    Platform("note.com", name=_FIRST),
    Platform("odysee.com", "lbry.tv", (_AT,)),
    Platform("ok.ru", "odnoklassniki.ru", (Rule(r"((?:profile|group)/\d+)"),), name=_FIRST, is_social=True),
    Platform("parler.com", rules=(Rule(r"(?:profile/|user/|@)([^/?]+)"),), is_social=True),
    Platform("patreon.com", rules=(Rule(r"c/([^/?]+)"),), name=_FIRST),
    Platform("pinterest.com", name=_FIRST, is_social=True),
    Platform("quora.com", rules=(Rule(r"(profile/[^/?]+)"),)),
    Platform(
        "reddit.com",
        "redd.it",
        (Rule(r"u(?:ser)?/([^/?]+)", r"user/\1"), Rule(r"(r/[^/?]+)/?(?=\?|$)")),
        is_social=True,
    ),
    Platform("rutube.ru", rules=(Rule(r"(channel/\d+)"), Rule(r"(u/[^/?]+)"))),
    Platform("rumble.com", rules=(Rule(r"((?:c|user)/[^/?]+)"),), is_social=True),
    Platform("scribd.com", rules=(_USER,)),
    Platform("sharechat.com", rules=(Rule(r"(profile/[^/?]+)"),), is_social=True),
    Platform("sites.google.com", rules=(Rule(r"((?:view|site)/[^/?]+)"), Rule(r"(a/[^/]+/[^/?]+)"))),
    Platform("slideshare.net", name=_FIRST, reserved="slideshow"),
    Platform("snapchat.com", rules=(Rule(r"(?:add/|@)([^/?]+)", r"add/\1"),), is_social=True),
    Platform("soundcloud.com", name=_FIRST),
    Platform("substack.com", "open.substack.com", (_AT, Rule(r"(profile/[^/?]+)")), subdomains=True),
    Platform(
        "t.me",
        "telegram.me telegram.dog",
        (Rule(r"s/(\w{4,})"),),
        name=r"(\w{4,})",
        reserved="addemoji addlist addstickers addtheme bg boost c confirmphone contact invoice iv joinchat proxy "
        "setlanguage socks",
        subdomains=True,
        folds=True,
        is_social=True,
    ),
    Platform("tgstat.ru", "tgstat.com", (Rule(r"(?:[a-z]{2}/)?((?:channel|chat)/@[^/?]+)"),)),
    Platform("threads.net", "threads.com", (_AT,), is_social=True),
    Platform("toutiao.com", "toutiao.io", (Rule(r"(c/user/(?:token/)?[^/?]+)", keeps_case=True),)),
    Platform("tiktok.com", rules=(_AT,), is_social=True),
    Platform("truthsocial.com", rules=(_AT, Rule(r"users/([^/?]+)", r"@\1")), is_social=True),
    Platform(
        "tumblr.com",
        rules=(Rule(r"blog/view/([\w-]+)"), Rule(r"(?:blog/|@)([\w-]+)")),
        name=r"([\w-]+)",
        reserved="dashboard tagged",
        subdomains=True,
        folds=True,
    ),
    Platform("twitch.tv", name=_FIRST),
    Platform("wykop.pl", rules=(Rule(r"(ludzie/[^/?]+)"),), is_social=True),
    Platform("zhihu.com", "zhuanlan.zhihu.com", (Rule(r"((?:people|org)/[^/?]+)"),)),
    Platform(
        "vimeo.com",
        rules=(Rule(r"(channels/[^/?]+)"),),
        name=r"((?!\d+(?:[/?]|$))\w+)",
        reserved="categories event ondemand showcase",
    ),
    Platform(
        "vk.com",
        "vk.ru vkontakte.ru",
        (
            Rule(r"(?:wall|photo|video|clip|album|topic|market|story)-(\d+)(?:_\d+)?", r"club\1", of_item=True),
            Rule(r"(?:wall|photo|video|clip|album|story)(\d+)(?:_\d+)?", r"id\1", of_item=True),
            Rule(r"(?:club|public|event)(\d+)", r"club\1"),
            Rule(r"@-(\d+)-[^/?]*", r"club\1", of_item=True),
            Rule(r"@([\w.]+)-[^/?]*", of_item=True),
            _HANDLE,
        ),
        name=_FIRST,
        reserved="away.php clips im video_ext.php wall wall.php",
        is_social=True,
    ),
    Platform(
        "weibo.com",
        "weibo.cn",
        (Rule(r"(?:u/|profile/)?(\d{6,})"), Rule(r"(n/[^/?]+)")),
        name=_FIRST,
        reserved="detail p ttarticle u n profile",
        is_social=True,
    ),
    Platform("whatsapp.com", "wa.me chat.whatsapp.com", (_CHANNEL,), is_social=True),
    Platform("wordpress.com", "wp.me", subdomains=True),
    Platform(
        "x.com",
        "twitter.com nitter.net fxtwitter.com vxtwitter.com fixupx.com",
        name=r"@?(\w{1,20})",
        reserved="compose intent jobs",
        is_social=True,
    ),
    Platform(
        "youtube.com",
        "youtu.be youtube-nocookie.com",
        (_AT, _CHANNEL, Rule(r"((?:c|user)/[^/?]+)")),
        is_social=True,
    ),
    *(Platform(host, subdomains=True) for host in ("blogspot.com", "github.io", "gitlab.io")),
    *(Platform(host, rules=_MASTODON) for host in ("mastodon.social", "mastodon.online", "mstdn.social", "mas.to")),
    *(Platform(host, is_social=True) for host in ("fb.watch", "t.co")),
    *(Platform(host) for host in _WITHOUT_ACCOUNTS.split()),
)

RESERVED: Final = frozenset(_PAGES_OF_THEIR_OWN.split())
