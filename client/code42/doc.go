// Package code42 is a client for the Code42 API: the calls generated from openapi/code42, and a thin layer that makes them
// usable against a real tenant.
//
//	api, err := code42.New("console.us.code42.com", code42.APIClient(id, secret))
//	...
//	for user, err := range api.Users(ctx, &code42.ListUsersParams{Active: &active}) {
//
// Every operation of the specification is a method of Client, in two forms: ListUsersWithResponse decodes the answer, ListUsers
// returns it as it came. Whichever is called, the request takes one path, which
//
//   - signs in on first use, and again when the token is about to expire or is refused;
//   - sends requests of the separate services (file events, watchlists, ...) to the hosts that the tenant names for them;
//   - waits and tries again when the vendor asks for it (429, 503);
//   - turns every answer outside 200 to 299 into an *Error, so that a nil error means the operation succeeded;
//   - follows no redirect to another scheme, host or port, since it would carry credentials there, and takes no address of a service
//     by http where the console is asked by https.
//
// An answer inside 200 to 299 that is not the one described is an *AnswerError of the methods that decode; JSON is read whatever its
// label says. So where the error is nil, what was described is there.
//
// The client knows nothing of the mock and works the same against both. Any program may import it; within this repository
// only tests do.
package code42
