package code42

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/understudy/understudy/contract"
)

// FileEventTerms is the contract of the grammar: every term, every operator,
// and what is no query.
type FileEventTerms struct{ eventSuite }

// terms1 are the documented terms of version 1 that the history has values
// for, with the path of the field where that is another.
var terms1 = map[string]string{
	"tabUrls": "tabs.url", "tabTitles": "tabs.title", "sourceTabUrls": "sourceTabs.url", "sourceTabTitles": "sourceTabs.title",
	"tabTitleErrors": "tabs.titleError", "tabUrlErrors": "tabs.urlError", "sourceTabTitleErrors": "sourceTabs.titleError",
	"sourceTabUrlErrors": "sourceTabs.urlError", "riskIndicatorNames": "riskIndicators.name", "riskIndicatorWeights": "riskIndicators.weight", "sharedWith": "sharedWith.cloudUsername",
	"fileClassificationValues": "fileClassifications.value", "fileClassificationVendors": "fileClassifications.vendor",
}

// terms2 are those of version 2, which are paths.
var terms2 = map[string]string{"file.classifications": "file.classifications.value"}

func init() {
	for _, term := range strings.Fields(`actor cloudDriveId createTimestamp destinationCategory destinationName deviceUid deviceUserName directoryId
		domainName emailDlpPolicyNames emailFrom emailRecipients emailSender emailSubject eventId eventTimestamp eventType exposure fileCategory
		fileCategoryByBytes fileCategoryByExtension fileId fileName fileOwner filePath fileSize insertionTimestamp md5Checksum mimeTypeByBytes
		mimeTypeByExtension mimeTypeMismatch modifyTimestamp operatingSystemUser osHostName outsideActiveHours printJobName printedFilesBackupPath
		printerName privateIpAddresses processName processOwner publicIpAddress remoteActivity removableMediaBusType removableMediaCapacity
		removableMediaMediaName removableMediaName removableMediaPartitionId removableMediaSerialNumber removableMediaVendor
		removableMediaVolumeName reportColumnHeaders reportDescription reportId reportName reportRecordCount reportType riskScore riskSeverity
		sha256Checksum shared sharingTypeAdded source sourceCategory sourceName syncDestination syncDestinationUsername tabUrl trustReason trusted
		url userUid windowTitle`) {
		terms1[term] = term
	}
	for _, term := range strings.Fields(`@timestamp event.id event.inserted event.action event.observer event.shareType user.email user.id user.deviceUid
		file.name file.owner file.directory file.sizeInBytes file.category file.hash.md5 file.hash.sha256 file.directoryId file.cloudDriveId
		file.mimeTypeByBytes file.categoryByBytes file.mimeTypeByExtension file.categoryByExtension file.created file.modified file.id file.url
		process.executable process.owner report.id report.name report.description report.headers report.count report.type
		risk.score risk.severity risk.indicators.name risk.indicators.weight risk.trusted risk.trustReason
		source.name source.category source.ip source.privateIp source.operatingSystem source.domain source.email.sender source.email.from
		source.tabs.url source.tabs.title source.tabs.urlError source.tabs.titleError
		destination.name destination.category destination.ip destination.privateIp destination.operatingSystem destination.user.email
		destination.email.recipients destination.email.subject destination.printerName destination.printJobName destination.printedFilesBackupPath
		destination.tabs.url destination.tabs.title destination.tabs.urlError destination.tabs.titleError`) {
		terms2[term] = term
	}
	for _, end := range []string{"source", "destination"} {
		for _, name := range []string{"name", "vendor", "mediaName", "volumeName", "partitionId", "serialNumber", "capacity", "busType"} {
			term := end + ".removableMedia." + name
			terms2[term] = term
		}
	}
}

func (g generation) terms() map[string]string {
	if g.version == 1 {
		return terms1
	}
	return terms2
}

// valuesAt are the values of a field as texts, in lists too; null is none.
func valuesAt(v any, path []string) []string {
	switch x := v.(type) {
	case nil:
		return nil
	case []any:
		var all []string
		for _, element := range x {
			all = append(all, valuesAt(element, path)...)
		}
		return all
	case map[string]any:
		if len(path) == 0 {
			return nil
		}
		return valuesAt(x[path[0]], path[1:])
	case bool:
		return []string{strings.ToUpper(strconv.FormatBool(x))}
	}
	return []string{fmt.Sprint(v)}
}

// fold is what does not count when filters compare.
func fold(text string) string { return strings.ToLower(strings.ReplaceAll(text, "_", "")) }

// TestWhatCanBeFilteredOnIsShown finds events by each term that the vendor
// documents and reads the value in the answer: no field that can be asked for is
// invisible. It demands that what is found has the value, that the rest is found
// by its negation, and that nothing else has the term where it is said not to
// exist. Two terms of version 1 are left to TestWhatAllEventsOrNoneHave.
func (s *FileEventTerms) TestWhatCanBeFilteredOnIsShown() {
	s.Needs(contract.CapSeedData)
	s.Len(terms1, 88-2, "the vendor documents 88 of version 1")
	s.Len(terms2, 84, "and 84 of version 2")
	for _, g := range generations {
		total := s.count(g)
		for _, term := range slices.Sorted(maps.Keys(g.terms())) {
			s.Run(fmt.Sprintf("%d %s", g.version, term), func() { s.narrows(g, term, strings.Split(g.terms()[term], "."), total) })
		}
	}
}

func (s *FileEventTerms) narrows(g generation, term string, path []string, total int) {
	those := func(operator string, value any) map[string]any { return group("AND", where(term, operator, value)) }
	having := s.find(g, map[string]any{"pgSize": 8}, those("EXISTS", nil))
	s.enough(having.At("fileEvents").Len() > 0, "no event has it")
	for _, e := range having.At("fileEvents").Items() {
		s.NotEmpty(valuesAt(e.Any(), path))
	}
	lacking := s.find(g, map[string]any{"pgSize": 8}, those("DOES_NOT_EXIST", nil))
	for _, e := range lacking.At("fileEvents").Items() {
		s.Empty(valuesAt(e.Any(), path))
	}
	s.EqualValues(total, having.At("totalCount").Int()+lacking.At("totalCount").Int())

	value := valuesAt(having.At("fileEvents", -1).Any(), path)[0]
	for _, spelled := range []string{value, strings.ToUpper(value)} {
		found := s.find(g, map[string]any{"pgSize": 8}, those("IS", spelled))
		n := int(found.At("totalCount").Int())
		s.Positive(n, spelled)
		s.enough(n < total, "all events have "+spelled)
		for _, e := range found.At("fileEvents").Items() {
			s.Condition(func() bool {
				return slices.ContainsFunc(valuesAt(e.Any(), path), func(v string) bool { return fold(v) == fold(value) })
			}, "%s has no %s", g.idOf(e), value)
		}
		s.Equal(total-n, s.count(g, those("IS_NOT", spelled)))
	}
}

func (s *FileEventTerms) TestAnUnknownTermIsAnAbsentField() {
	for _, g := range generations {
		total := s.count(g)
		for operator, want := range map[string]int{
			"IS": 0, "IS_NOT": total, "EXISTS": 0, "DOES_NOT_EXIST": total, "GREATER_THAN": 0, "LESS_THAN": 0, "IS_ANY": 0, "IS_NONE": total,
		} {
			s.Equal(want, s.count(g, group("AND", where("noSuchTerm", operator, "1"))), operator)
		}
	}
}

// TestWhatAllEventsOrNoneHave is of the two terms of version 1 that tell no
// event from another. They are terms all the same, so events can be sorted by
// them.
func (s *FileEventTerms) TestWhatAllEventsOrNoneHave() {
	s.Needs(contract.CapSeedData)
	g := generations[0]
	is := func(term, operator string, value any) int {
		return s.count(g, group("AND", where(term, operator, value)))
	}
	total := s.count(g)
	s.Equal(total, is("fileType", "IS", "file"))
	s.Equal(total, is("fileType", "EXISTS", nil))
	s.Zero(is("fileType", "IS_NOT", "FILE"))
	s.Zero(is("detectionSourceAlias", "EXISTS", nil))
	s.Equal(total, is("detectionSourceAlias", "IS_NOT", "x"))
	for _, dir := range []string{"asc", "desc"} {
		byID := g.ids(s.find(g, map[string]any{"srtDir": dir}))
		for _, term := range []string{"fileType", "detectionSourceAlias"} {
			page := s.find(g, map[string]any{"srtKey": term, "srtDir": dir})
			s.Equal(byID, g.ids(page), "%s %s", term, dir)
			for _, e := range page.At("fileEvents").Items() {
				s.Equal(term == "detectionSourceAlias", e.At(term).IsNull())
			}
		}
	}
}

func (s *FileEventTerms) TestNumbersAndDates() {
	s.Needs(contract.CapSeedData)
	for _, g := range generations {
		size := map[int]string{1: "fileSize", 2: "file.sizeInBytes"}[g.version]
		middle := s.find(g, map[string]any{"srtKey": size, "pgNum": min(s.count(g)/2, 10_000), "pgSize": 1}).At("fileEvents", 0)
		bytes := valuesAt(middle.Any(), strings.Split(size, "."))[0]
		is := func(term, operator string, value any) int {
			return s.count(g, group("AND", where(term, operator, value)))
		}
		more, less, same := is(size, "GREATER_THAN", bytes), is(size, "LESS_THAN", bytes), is(size, "IS", bytes)
		s.Positive(more)
		s.Positive(less)
		s.Equal(s.count(g), more+less+same+is(size, "DOES_NOT_EXIST", nil))
		s.Equal(more, is(size, "GREATER_THAN", json.Number(bytes)), "a number as a number")
		s.Positive(is(size, "ON_OR_AFTER", "1970-01-01T00:17:04.000Z"), "which is how the SDK writes 1024 bytes")
		is(size, "WITHIN_THE_LAST", "P14D") // which it can write too, and nobody can mean

		at := middle.At(g.at).Str()
		s.Equal(s.count(g)+is(g.at, "IS", at), is(g.at, "ON_OR_AFTER", at)+is(g.at, "ON_OR_BEFORE", at), "both include the instant")
		day := at[:10]
		s.Equal(is(g.at, "ON", at), s.count(g, group("AND", where(g.at, "ON_OR_AFTER", day+"T00:00:00.000Z"), where(g.at, "ON_OR_BEFORE", day+"T23:59:59.999Z"))))
		s.Equal(is(g.at, "ON", day), is(g.at, "ON", at))
		longest := 0
		for _, span := range []string{"PT15M", "PT1H", "PT3H", "PT12H", "P1D", "P3D", "P7D", "P14D", "P30D"} {
			n := is(g.at, "WITHIN_THE_LAST", span)
			s.GreaterOrEqual(n, longest, span)
			longest = n
		}
		s.Positive(longest)
		s.Less(longest, s.count(g))
	}
}

func (s *FileEventTerms) TestClausesAndLists() {
	s.Needs(contract.CapSeedData)
	for _, g := range generations {
		name, process := map[int]string{1: "fileName", 2: "file.name"}[g.version], map[int]string{1: "processName", 2: "process.executable"}[g.version]
		a, b := where(name, "IS", "*.xlsx"), where(process, "IS", "chrome.exe")
		both, either := s.count(g, group("AND", a, b)), s.count(g, group("OR", a, b))
		onlyA, onlyB, total := s.count(g, group("AND", a)), s.count(g, group("AND", b)), s.count(g)
		s.Positive(both)
		s.Equal(onlyA+onlyB, both+either)
		s.Equal(both, s.count(g, group("AND", a), group("AND", b)))
		anyGroup := s.find(g, map[string]any{"groupClause": "OR"}, group("AND", a), group("AND", b))
		s.EqualValues(either, anyGroup.At("totalCount").Int())
		s.Equal(onlyA, s.count(g, group("AND", where(name, "IS", "*.XLS?"))))
		s.Zero(s.count(g, group("AND", where(name, "IS", "xlsx"))), "no wildcard, the whole name")

		names := []string{"chrome.exe", "msedge.exe"}
		anyOf := s.count(g, group("OR", where(process, "IS", names[0]), where(process, "IS", names[1])))
		s.Equal(anyOf, s.count(g, group("AND", where(process, "IS_ANY", names))))
		noneOf := s.count(g, group("AND", where(process, "IS_NOT", names[0]), where(process, "IS_NOT", names[1])))
		s.Equal(noneOf, s.count(g, group("AND", where(process, "IS_NONE", names))))
		s.Equal(total, anyOf+noneOf, "what has no process is none of them")
		many := make([]map[string]any, 1024)
		for i := range many {
			many[i] = where(process, "IS", names[i%2])
		}
		s.Equal(anyOf, s.count(g, group("OR", many...)))
	}
	g := generations[1]
	a, b := group("AND", where("file.name", "IS", "*.xlsx")), group("AND", where("file.name", "IS", "*.docx"))
	nested := map[string]any{"subgroupClause": "OR", "subgroups": []any{a, map[string]any{"subgroupClause": "AND", "subgroups": []any{b}}}}
	s.Equal(s.count(g, a)+s.count(g, b), s.count(g, nested))
}

func (s *FileEventTerms) TestSorting() {
	s.Needs(contract.CapSeedData)
	for _, g := range generations {
		his := s.recent(g)
		for _, term := range slices.Sorted(maps.Keys(g.terms())) {
			sorted := func(dir string) (values []string, ids []string) {
				page := s.find(g, map[string]any{"srtKey": term, "srtDir": dir, "pgSize": 10000}, his, group("AND", where(term, "EXISTS", nil)))
				for _, e := range page.At("fileEvents").Items() {
					values = append(values, valuesAt(e.Any(), strings.Split(g.terms()[term], "."))[0])
				}
				return values, g.ids(page)
			}
			values, up := sorted("asc")
			_, down := sorted("desc")
			slices.Reverse(down)
			s.Equal(up, down, "%s: ties are broken by id in either direction", term)
			s.True(slices.IsSortedFunc(values, compareValues), "%s: %v", term, values)
		}
	}
}

// idDigits is how many digits at least an id has; no number has so many.
const idDigits = 16

// compareValues compares numbers as numbers, times as times, whose decimals may be left out, and ids as the texts that they are. Where a
// field is a list the first value counts.
func compareValues(a, b string) int {
	if x, err := time.Parse(time.RFC3339, a); err == nil {
		if y, err := time.Parse(time.RFC3339, b); err == nil {
			return x.Compare(y)
		}
	}
	if x, err := strconv.ParseFloat(a, 64); err == nil && min(len(a), len(b)) < idDigits {
		if y, err := strconv.ParseFloat(b, 64); err == nil {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(a, b)
}

func (s *FileEventTerms) TestWhatIsNoQuery() {
	for _, g := range generations {
		one := func(term, operator string, value any) map[string]any {
			return g.search([]map[string]any{group("AND", where(term, operator, value))}, nil)
		}
		tooMany := make([]map[string]any, 1025)
		for i := range tooMany {
			tooMany[i] = where(g.hash, "IS", "0")
		}
		deep := any("")
		for range 120 {
			deep = []any{deep}
		}
		with := func(member string, value any) map[string]any { return g.search(nil, map[string]any{member: value}) }
		for name, c := range map[string]struct {
			query     map[string]any
			kind      string
			badFilter bool
		}{
			"token": {with("pgToken", "no such event"), "INVALID_PAGE_TOKEN", false}, "token in quotes": {with("pgToken", `a"b`), "INVALID_PAGE_TOKEN", false},
			"operator": {one(g.hash, "LIKE", "x"), "ILLEGAL_OPERATOR", true}, "operator of an unknown term": {one("x", "LIKE", "x"), "ILLEGAL_OPERATOR", true},
			"date": {one(g.at, "ON", "yesterday"), "ILLEGAL_VALUE", true}, "number": {one(g.score, "GREATER_THAN", "much"), "ILLEGAL_VALUE", true},
			"span": {one(g.at, "WITHIN_THE_LAST", "P1Y"), "ILLEGAL_VALUE", true}, "list": {one(g.hash, "IS", []any{"x"}), "ILLEGAL_VALUE", true},
			"null": {one(g.hash, "IS", nil), "MISSING_VALUE", true}, "sort key": {with("srtKey", "noSuchTerm"), "ILLEGAL_SORT", false},
			"direction": {with("srtDir", "up"), "ILLEGAL_SORT", false}, "clause": {with("groupClause", "XOR"), "ILLEGAL_GROUP", false},
			"filter clause":      {g.search([]map[string]any{group("NOT", where(g.hash, "IS", "0"))}, nil), "ILLEGAL_GROUP", false},
			"too many filters":   {g.search([]map[string]any{group("OR", tooMany...)}, nil), "MAX_FILTERS_EXCEEDED", false},
			"too many wildcards": {one(g.hash, "IS_ANY", slices.Repeat([]string{"a*"}, 1025)), "MAX_FILTERS_EXCEEDED", false},
			"nested too deep":    {with("groups", deep), "ILLEGAL_GROUP", false},
			"page 0":             {with("pgNum", 0), "INVALID_PAGE_NUMBER", false}, "page -1": {with("pgNum", -1), "INVALID_PAGE_NUMBER", false},
			"no size": {with("pgSize", 0), "INVALID_PAGE_SIZE", false}, "size": {with("pgSize", 10001), "INVALID_PAGE_SIZE", false},
		} {
			s.Run(fmt.Sprintf("%d %s", g.version, name), func() {
				refuse := func() *contract.Response { return s.admin.Bad().Post(g.path(), c.query) }
				s.True(strings.HasPrefix(saysTwice(refuse, 400), c.kind+" "))
				problems := refuse().At("problems")
				s.Equal(1, problems.Len())
				s.Equal(!c.badFilter, problems.At(0, "badFilter").IsNull())
				if c.badFilter {
					filter := c.query["groups"].([]map[string]any)[0]["filters"].([]map[string]any)[0]
					s.Equal(filter["term"], problems.At(0, "badFilter", "term").Str())
					s.Equal(filter["operator"], problems.At(0, "badFilter", "operator").Str())
				}
			})
		}
	}
}

// TestAQueryThatCouldTakeTooMuchWorkIsRefused: that there is a bound besides the
// number of filters is inferred. Hundreds of file names with wildcards are far
// below it.
func (s *FileEventTerms) TestAQueryThatCouldTakeTooMuchWorkIsRefused() {
	s.Needs(contract.CapSeedData)
	for _, g := range generations {
		like := func(n int, term, form string) map[string]any {
			filters := make([]map[string]any, n)
			for i := range filters {
				filters[i] = where(term, "IS", fmt.Sprintf(form, i))
			}
			return group("OR", filters...)
		}
		dear := "*0" + strings.Repeat("?0", 20) + "%d*"
		refused := s.refusal(g, g.search([]map[string]any{like(1024, g.id, dear)}, nil))
		s.True(strings.HasPrefix(refused, "MAX_FILTERS_EXCEEDED "), refused)
		s.Contains(refused, "1073741824 at most")
		s.count(g, s.recent(g), like(3, g.id, dear))
		name := map[int]string{1: "fileName", 2: "file.name"}[g.version]
		if s.count(g) < 100_000 { // of more it would cost too much
			s.Positive(s.count(g, like(1000, name, "*e*%d*")))
			s.Positive(s.count(g, like(1024, g.id, "*%d*")))
		}
	}
}

// TestAQueryHasAGroupAndAGroupHasAFilter is what code42cli ran into when it left
// an empty list of filters in its query (code42/code42cli#371).
func (s *FileEventTerms) TestAQueryHasAGroupAndAGroupHasAFilter() {
	for _, g := range generations {
		one := group("AND", where(g.hash, "IS", "0"))
		for name, c := range map[string]struct {
			groups any
			kind   string
		}{
			"null": {nil, "MISSING_GROUPS"}, "no group": {[]any{}, "MISSING_GROUPS"}, "no filters": {[]any{map[string]any{"filterClause": "AND"}}, "MISSING_FILTERS"},
			"nothing": {[]any{map[string]any{}}, "MISSING_FILTERS"}, "no filter": {[]any{group("AND")}, "MISSING_FILTERS"},
			"one of two": {[]any{one, group("OR")}, "MISSING_FILTERS"},
		} {
			s.True(strings.HasPrefix(s.refusal(g, g.search(nil, map[string]any{"groups": c.groups})), c.kind+" "), "%d %s", g.version, name)
		}
		s.True(strings.HasPrefix(s.refusal(g, map[string]any{"srtKey": g.id}), "MISSING_GROUPS "))
	}
	g := generations[1]
	for _, nested := range []map[string]any{{"subgroupClause": "AND", "subgroups": []any{}}, {"subgroups": []any{group("AND")}}, {"subgroups": []any{map[string]any{"subgroups": []any{}}}}} {
		s.True(strings.HasPrefix(s.refusal(g, g.search(nil, map[string]any{"groups": []any{nested}})), "MISSING_FILTERS "))
	}
}

// TestTheCaseOfOperatorsClausesAndDirectionsCounts: they are enumerations of the
// vendor's, in the case that the SDK sends (inferred).
func (s *FileEventTerms) TestTheCaseOfOperatorsClausesAndDirectionsCounts() {
	for _, g := range generations {
		is := where(g.hash, "IS", "0")
		for kind, query := range map[string]map[string]any{
			"ILLEGAL_OPERATOR": g.search([]map[string]any{group("AND", where(g.hash, "is", "0"))}, nil),
			"ILLEGAL_SORT":     g.search(nil, map[string]any{"srtDir": "DESC"}),
			"ILLEGAL_GROUP":    g.search(nil, map[string]any{"groupClause": "and"}),
		} {
			s.Contains(s.refusal(g, query), kind)
		}
		s.Contains(s.refusal(g, g.search([]map[string]any{group("or", is, is)}, nil)), "ILLEGAL_GROUP")
		s.Contains(s.refusal(g, g.search(nil, map[string]any{"srtKey": strings.ToUpper(g.id)})), "ILLEGAL_SORT")
		s.Zero(s.count(g, group("AND", where(strings.ToUpper(g.id), "EXISTS", nil))), "and a term in another case is one that is not known")
	}
}

func (s *FileEventTerms) TestATokenIsGoodForItsQueryOnly() {
	s.Needs(contract.CapSeedData)
	for _, g := range generations {
		risky := s.find(g, map[string]any{"pgToken": "", "pgSize": 1}, group("AND", where(g.score, "GREATER_THAN", 0))).At("nextPgToken").Str()
		text := saysTwice(func() *contract.Response {
			return s.admin.Bad().Post(g.path(), g.search([]map[string]any{group("AND", where(g.score, "IS", 0))}, map[string]any{"pgToken": risky}))
		}, 400)
		s.Contains(text, "INVALID_PAGE_TOKEN")
	}
}
