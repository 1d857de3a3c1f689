package events

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// The id of an event of Google Drive is the file's id and, in quotes, a tag of it with a slash in the middle. Clients put it into
// tokens, paths and tables: https://github.com/code42/py42/pull/341 shows one. What the tag's two parts are is inferred: the first
// is the same for all, the second begins with the number that every event has, in letters that sort as the number does.
const (
	driveHead   = 43 // letters of the first part
	driveNumber = 13 // letters of the number
	driveTail   = 14 // letters that follow it
)

// onDrive tells whether an event was seen in Google Drive.
func (t *tables) onDrive(row uint32) bool {
	return t.deeds[t.column[ofDeed][row]].observer == cloudNames[googleDrive].observer
}

func (t *tables) driveEventID(row uint32) string {
	return fmt.Sprintf(`%s_"%s/%0*s%s"`, t.fileID(t.column[ofFile][row]), t.letters("drive", 0, driveHead),
		driveNumber, strconv.FormatUint(t.number(row), 36), t.letters("drive event", t.chanceOf(t.at[row], t.column[ofFile][row]), driveTail))
}

// numberOnDrive reads the number in such an id.
func numberOnDrive(id string) (uint64, bool) {
	at := strings.LastIndexByte(id, '/') + 1
	if at == 0 || len(id) != at+driveNumber+driveTail+len(`"`) {
		return 0, false
	}
	n, err := strconv.ParseUint(id[at:at+driveNumber], 36, 64)
	return n, err == nil
}

// driveFileID looks like Google's: 33 letters, the first of which is 1.
func (t *tables) driveFileID(key uint64) string {
	return "1" + t.letters("cloud file", key, 32)
}

func (t *tables) letters(kind string, n uint64, size int) string {
	b, err := hex.DecodeString(t.ids.Hex(kind, n, size))
	if err != nil {
		panic(err) // they are digits
	}
	return base64.RawURLEncoding.EncodeToString(b)[:size]
}
