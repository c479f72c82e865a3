"""Map drawing with folium, of neutral records only."""
