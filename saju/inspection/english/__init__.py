"""How English prose speaks of a chart: its words, and the claims that its sentences make."""
