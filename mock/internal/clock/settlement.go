package clock

import "time"

// Settlement is days that were made at once in a world whose clock had gone on past them.
type Settlement struct {
	From, Until time.Time // of the days that were made, by the world's clock
	Days        int       // how many
	Skipped     int       // how many before them were left out
	Failed      int       // in how many of those that were made nothing happens, because of an error
	Why         string    // the first of these errors; empty if there is none
}
