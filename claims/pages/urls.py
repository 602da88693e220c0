"""Addresses of readers' pages: short, and the same as long as what they show is published."""

from django.urls import path

from claims.pages import claim, embeds, entries, lists, oembed, others, sharing, sitemaps

urlpatterns = [
    path("", others.FrontPage.as_view(), name="start"),
    path("claims/", lists.ClaimListPage.as_view()),
    path("claims/<str:id_or_slug>/", claim.ClaimPage.as_view()),
    path("claims/<str:id_or_slug>/card.png", sharing.CardPictureView.as_view()),
    path("sources/", lists.SourceListPage.as_view()),
    path("sources/<str:id_or_slug>/", entries.SourcePage.as_view()),
    path("narratives/", lists.NarrativeListPage.as_view()),
    path("narratives/<str:id_or_slug>/", entries.NarrativePage.as_view()),
    path("subjects/<str:id_or_slug>/", entries.SubjectPage.as_view()),
    path("documents/<str:id_or_slug>/", entries.DocumentPage.as_view()),
    path("corrections/", others.CorrectionsPage.as_view()),
    path("scales/", others.ScalesPage.as_view()),
    path("embed/claims/<str:id_or_slug>/", embeds.EmbedView.as_view()),
    path("api/oembed/", oembed.OEmbedView.as_view()),
    path("sitemap.xml", sitemaps.SitemapView.as_view()),
    path("sitemap/<str:after>.xml", sitemaps.PartView.as_view(), name="sitemap_part"),
]
