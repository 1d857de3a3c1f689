package mock

import (
	"sync"
	"time"

	"github.com/understudy/understudy/fixtures"
	"github.com/understudy/understudy/mock/internal/company"
)

// model is what all firms are made from.
var model = sync.OnceValues(func() (*company.Model, error) { return company.Read(fixtures.Company()) })

// firm is the one that the worlds of a tenant show, each in its own way.
func (s sections) firm(seed uint64, epoch time.Time) (*company.Company, error) {
	m, err := model()
	if err != nil {
		return nil, err
	}
	spec := s.spec()
	spec.Seed, spec.Now = seed, company.DateOf(epoch)
	return company.New(m, spec)
}
