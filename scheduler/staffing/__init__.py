"""Who goes along: docents and volunteers for the stays and visits of a plan."""
