"""From bytes to nodes: pages, JSON documents and feeds, however they are wrapped."""
