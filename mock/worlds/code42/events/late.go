package events

import (
	"sync"
	"sync/atomic"
)

// late is what is made of a history when somebody first asks for it, once.
type late[T any] struct {
	begin sync.Once
	made  chan struct{}
	value atomic.Pointer[T]
	broke any // what ended the making
}

// get makes it, or waits for it. What takes long is made beside, so that who waits may leave: done is closed then, and the error is
// ErrStopped. It is made all the same, for the next who asks.
func (m *late[T]) get(long bool, done <-chan struct{}, from func() T) (T, error) {
	if value := m.value.Load(); value != nil {
		return *value, nil
	}
	m.begin.Do(func() {
		m.made = make(chan struct{})
		if long {
			go m.fill(from)
			return
		}
		m.fill(from)
	})
	select {
	case <-m.made:
	case <-done:
		if long {
			var none T
			return none, ErrStopped
		}
		<-m.made
	}
	if m.broke != nil {
		panic(m.broke)
	}
	return *m.value.Load(), nil
}

// fill keeps what ended the making for whoever waits: beside, it would end the process.
func (m *late[T]) fill(from func() T) {
	defer close(m.made)
	defer func() { m.broke = recover() }()
	value := from()
	m.value.Store(&value)
}
