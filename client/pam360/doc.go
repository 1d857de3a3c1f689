// Package pam360 is a client for the REST API of ManageEngine PAM360: the calls generated from openapi/pam360, and a thin layer
// that makes them usable against a real server.
//
//	api, err := pam360.New("https://pam.example:8282", token, pam360.WithCAPool(pool))
//	...
//	resource, account, err := api.ResourceAndAccountID(ctx, "web-01", "root")
//	reply, err := api.GetPasswordWithResponse(ctx, resource, account, nil)
//
// Every operation of the specification is a method of Client, in two forms: ListResourcesWithResponse decodes the answer,
// ListResources returns it as it came. Whichever is called, the request takes one path, which
//
//   - sends the token and, where one was given, the organisation's name;
//   - puts a JSON body into the form field INPUT_DATA, where the vendor wants it (the generated code has the body of a
//     specification whose forms were turned into JSON);
//   - turns every refusal into an *OperationError or *AuthenticationError, although the vendor sends most of them with status
//     200, so that a nil error means the operation succeeded;
//   - follows no redirect to another scheme, host or port, since it would carry the token there.
//
// What the classes of the vendor's Python SDK do is there by the same names (Resource, AccessControl, Account, Password, User,
// ResourceGroup, Audit), and takes names or ids as they do:
//
//	id, err := api.Resource.Create(ctx, pam360.ResourceModel{ResourceName: "web-01", ResourceType: "Linux"})
//	err = api.Resource.ShareToUser(ctx, pam360.Name("web-01"), "john", pam360.PermissionModify)
//
// The SDK's exceptions are *ConnectionError, *RegistrationError (see Connect), *OperationError and *ArgumentError.
//
// An answer inside 200 to 299 that is not the one described is an *AnswerError of the methods that decode; JSON is read whatever its
// label says. So where the error is nil, what was described is there.
//
// Nothing is sent twice: the vendor documents no way of saying that a request may be repeated.
//
// The client knows nothing of the mock and works the same against both. Any program may import it; within this repository
// only tests do.
package pam360
