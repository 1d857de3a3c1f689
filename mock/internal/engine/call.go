package engine

import "context"

// World is what handlers ask of the state behind them: transactions, in which an actor sees or changes what it may.
type World[Actor, Tx any] interface {
	Read(Actor, func(Tx) error) error
	Write(Actor, func(Tx) error) error
}

// Call is a request as its handler has it: the world that Authenticate found, who acts in it, and the exchange.
type Call[W World[Actor, Tx], Actor, Tx any] struct {
	World    W
	Actor    Actor
	Exchange *Exchange
}

// CallOf is the request that a handler's context belongs to.
func CallOf[W World[Actor, Tx], Actor, Tx any](ctx context.Context) Call[W, Actor, Tx] {
	ex := From(ctx)
	c := Call[W, Actor, Tx]{Exchange: ex}
	c.World, _ = ex.State.(W)
	c.Actor, _ = ex.Caller.(Actor)
	return c
}

// Read runs fn on a consistent view of the caller's world.
func Read[W World[Actor, Tx], Actor, Tx any](ctx context.Context, fn func(Tx) error) error {
	c := CallOf[W, Actor, Tx](ctx)
	return c.World.Read(c.Actor, fn)
}

// Patient is a transaction that gives a long call up once nobody waits for it any more.
type Patient interface{ Until(gone func() error) }

// Write runs fn in the request's one transaction, which is told if the client leaves.
func Write[W World[Actor, Tx], Actor any, Tx Patient](ctx context.Context, fn func(Tx) error) error {
	c := CallOf[W, Actor, Tx](ctx)
	return c.World.Write(c.Actor, func(tx Tx) error {
		tx.Until(ctx.Err)
		return fn(tx)
	})
}
