// Package contract is the kit the contract suites are written with: the same
// tests run against the mock in this process, a mock at an address, or a real
// instance of the vendor's product.
//
// A [Target] says what is under test and what may be done to it. A [Tenant] is
// a world of one's own on that target. A [Session] sends plain HTTP as one
// caller; its [Transport] holds every request and every response against the
// specification and counts it in the [Tally]. A [Suite] is the base of one
// family's tests, and [Run] runs all tests in parallel, each in a tenant of its
// own, and ends with the operations no test ever exercised.
//
// What an answer has that the specification does not say, or the other way
// round, is a [Difference]. It has a [Grade], which says whether it fails its
// test, and can be accepted in a file. A description that says "inferred" makes
// what it describes a guess: a difference there is not breaking.
//
// The kit is not a client: it knows no vendor, renews no token, follows no
// redirect and hides no error, because tests look at exactly those things. What
// a vendor's sign-in and envelopes look like stands in contract/<api>. It links
// neither the mock nor the generated clients, so nothing can pass by sharing a
// Go type with what it tests. Anyone may import it who has an instance to test.
package contract
