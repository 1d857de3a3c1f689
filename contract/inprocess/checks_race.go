//go:build race

package inprocess

// checkResponses: what is looked for under the race detector are races. The kit holds each answer against the specification there too;
// that the server does so with the same bytes is found without the detector, which makes it ten times as dear.
const checkResponses = "sample"
