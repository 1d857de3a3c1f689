//go:build !race

package inprocess

// checkResponses: every answer is held against the specification by the server too, so that one it forbids is found even where the
// kit knows no operation for the path.
const checkResponses = "all"
