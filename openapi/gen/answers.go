package main

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

const clientTemplate = "client-with-responses.tmpl"

// answerCode is what the generated clients read answers with.
//
//go:embed answer.tmpl
var answerCode string

// answersTemplate is oapi-codegen's template for clients with two steps exchanged: as it comes, it reads bodies without a bound, decodes
// only what is labelled as JSON, and says nothing of an answer that it has not decoded, so that callers meet a nil pointer.
var answersTemplate = sync.OnceValues(func() (string, error) {
	data, err := readTemplate(clientTemplate)
	if err != nil {
		return "", err
	}
	text := string(data)
	for step, ours := range map[string]string{
		"io.ReadAll(rsp.Body)":       "readAnswer(rsp, maxAnswer)",
		"{{genResponseUnmarshal .}}": decodeStep,
	} {
		if n := strings.Count(text, step); n != 1 {
			return "", fmt.Errorf("%s has %q in %d places, not one; adapt this to this release of oapi-codegen", clientTemplate, step, n)
		}
		text = strings.Replace(text, step, ours, 1)
	}
	return text + answerCode, nil
})

// decodeStep takes each described answer as what it is described as; no other is one.
const decodeStep = `switch {
    {{- range getResponseTypeDefinitions .}}
    case {{getConditionOfResponseName "rsp.StatusCode" .ResponseName}}:
        var dest {{.Schema.TypeDecl}}
        if err := decodeAnswer(rsp, bodyBytes, &dest); err != nil {
            return nil, err
        }
        response.{{.TypeName}} = &dest
    {{- end}}
    {{- range .Responses}}{{$json := false}}{{range .Contents}}{{if eq .NameTag "JSON"}}{{$json = true}}{{end}}{{end}}{{if not $json}}
    case {{getConditionOfResponseName "rsp.StatusCode" .StatusCode}}:
        if err := checkNoPage(rsp, bodyBytes); err != nil {
            return nil, err
        }
    {{- end}}{{end}}
    default:
        return nil, wrongAnswer(rsp, "no such answer is described", nil)
    }`
