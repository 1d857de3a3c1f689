package contract

import (
	"encoding/json"
	"fmt"
	"slices"
)

// The report as SARIF 2.1.0 (OASIS). A result stands at an operation in the
// bundle, so that a viewer shows what the vendor departs from.

type sarif struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool struct {
		Driver sarifDriver `json:"driver"`
	} `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	ColumnKind  string            `json:"columnKind"`
	Results     []sarifResult     `json:"results"`
}

type sarifDriver struct {
	Name  string      `json:"name"`
	Rules []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID    string    `json:"id"`
	Short sarifText `json:"shortDescription"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	ExitCode      int                 `json:"exitCode"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level   string    `json:"level"`
	Message sarifText `json:"message"`
}

type sarifResult struct {
	RuleID      string            `json:"ruleId"`
	RuleIndex   int               `json:"ruleIndex"`
	Level       string            `json:"level"`
	Message     sarifText         `json:"message"`
	Locations   []sarifLocation   `json:"locations"`
	Fingerprint map[string]string `json:"partialFingerprints"`
}

type sarifLocation struct {
	Physical struct {
		Artifact struct {
			URI  string `json:"uri"`
			Base string `json:"uriBaseId"`
		} `json:"artifactLocation"`
		Region struct {
			StartLine int `json:"startLine"`
		} `json:"region"`
	} `json:"physicalLocation"`
	Logical []sarifLogical `json:"logicalLocations,omitempty"`
}

type sarifLogical struct {
	Name string `json:"fullyQualifiedName"`
	Kind string `json:"kind"`
}

// inSARIF has a result for each failure, by the test's name, and for each
// operation that an inconclusive run should have exercised, by the operation's.
func inSARIF(a account) ([]byte, error) {
	var run sarifRun
	run.Tool.Driver = sarifDriver{Name: "understudy", Rules: []sarifRule{}}
	run.ColumnKind, run.Results = "unicodeCodePoints", []sarifResult{}
	call := sarifInvocation{Successful: a.Verdict.Of != CouldNotRun, ExitCode: a.Verdict.ExitCode()}
	for _, trouble := range a.Troubles {
		call.Notifications = append(call.Notifications, sarifNotification{"error", sarifText{trouble}})
	}
	run.Invocations = []sarifInvocation{call}
	for _, test := range a.Tests {
		for i, failure := range test.Failures {
			what := fmt.Sprintf("%s/%s/%d", failure.Operation, failure.Part, i)
			run.add(test.Name, "The contract test "+test.Name, "error", failure.String(), what, a.at(failure.Operation))
		}
	}
	if a.Verdict.Of == Inconclusive {
		for _, op := range a.Operations {
			if slices.Contains(a.Verdict.Missing, op.Name) {
				run.add(op.Name, "The operation "+op.Name, "warning", op.Name+" was never exercised, though the target permits it", "never exercised", a.at(op.Operation))
			}
		}
	}
	text, err := json.MarshalIndent(sarif{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}}, "", "  ")
	return append(text, '\n'), err
}

// add adds a result, and its rule where it is the first.
func (r *sarifRun) add(rule, about, level, text, what string, at sarifLocation) {
	rules := &r.Tool.Driver.Rules
	index := slices.IndexFunc(*rules, func(one sarifRule) bool { return one.ID == rule })
	if index < 0 {
		index = len(*rules)
		*rules = append(*rules, sarifRule{rule, sarifText{about}})
	}
	r.Results = append(r.Results, sarifResult{rule, index, level, sarifText{text}, []sarifLocation{at}, map[string]string{"finding/v1": rule + "/" + what}})
}

// at is the place of an operation in the bundle; of none, its beginning.
func (a account) at(operation string) (at sarifLocation) {
	at.Physical.Artifact.URI, at.Physical.Artifact.Base = "openapi/"+a.API+".yaml", "%SRCROOT%"
	at.Physical.Region.StartLine = max(1, a.lines[operation])
	if operation != "" {
		at.Logical = []sarifLogical{{a.API + "." + operation, "function"}}
	}
	return at
}
