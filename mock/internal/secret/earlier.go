package secret

import "slices"

// mostEarlier is how many values of one secret are remembered when it is changed.
const mostEarlier = 10

// Remember gives the earlier values of a secret once it is changed: the last of them, and what it was.
func Remember(earlier []string, was string) []string {
	if was == "" || slices.Contains(earlier, was) {
		return earlier
	}
	kept := earlier[max(0, len(earlier)-mostEarlier+1):]
	return append(slices.Clone(kept), was)
}
