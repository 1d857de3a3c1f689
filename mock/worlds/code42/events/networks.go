package events

import "slices"

// network is how a device is reached at a place.
type network struct {
	public  string
	private []string
}

// loopback is among the private addresses of every device, as in published answers.
const loopback = "127.0.0.1"

// homeNetworks are what routers call the network at home, the frequent ones more than once.
var homeNetworks = [...]string{
	"192.168.1.", "192.168.1.", "192.168.1.", "192.168.1.", "192.168.0.", "192.168.0.", "192.168.0.", "10.0.0.", "10.0.0.", "192.168.178.", "192.168.2.", "192.168.86.",
}

// homeOf is the network at a person's home. All devices of the person's have the same one, and each an address of its own in it.
func (m *maker) homeOf(user, guid string) network {
	home, device := m.t.ids.Uint64("home "+m.t.tenant+user, 0), m.t.ids.Uint64("at home "+guid, 0)
	return network{
		// Public addresses are of a block that is set aside for documentation, RFC 5737.
		public:  "203.0.113." + itoa(1+home%250),
		private: []string{homeNetworks[home/250%uint64(len(homeNetworks))] + itoa(2+device%220), loopback},
	}
}

func officeOf(d Device) network {
	return network{public: d.PublicAddress, private: append(slices.Clone(d.PrivateIPs), loopback)}
}
