// Package main is a nodejs language host for the Pulumi engine: the program that the CLI starts to
// run Node programs and policy packs. It takes the place of the official one, which is not
// published as a Go module, in the lab only. What it leaves out: installing dependencies, generating
// SDKs and programs, component providers, listing dependencies, debuggers and package managers other
// than npm.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

func main() {
	// The engine may give flags that this host has no use for; an unknown one must not stop it.
	flag.CommandLine.Init("pulumi-language-nodejs", flag.ContinueOnError)
	flag.String("root", "", "unused")
	flag.String("tracing", "", "unused")
	flag.Bool("typescript", true, "unused")
	if err := flag.CommandLine.Parse(os.Args[1:]); err != nil {
		os.Exit(2)
	}
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "the Pulumi CLI starts this program, with the address of its engine")
		os.Exit(2)
	}

	if err := serve(flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// serve answers the engine until it has gone or ends this process: it sends SIGINT to the whole
// process group then, so that a running program gets it too. The program may take a moment to end,
// and what it says meanwhile still has to reach the engine: the server stops when it has ended.
func serve(engine string) error {
	interrupted, interrupt := signal.NotifyContext(context.Background(), os.Interrupt)
	cancel := make(chan bool)
	context.AfterFunc(interrupted, func() { close(cancel) })
	if err := rpcutil.Healthcheck(interrupted, engine, 5*time.Minute, interrupt); err != nil {
		return fmt.Errorf("watching the engine at %s: %w", engine, err)
	}

	stopped, stop := context.WithCancel(context.Background())
	defer stop()
	h := &host{engine: engine, stopped: stopped, stop: stop}
	served, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, h)
			return nil
		},
	})
	if err != nil {
		return err
	}
	// The engine reads the first line as the port to connect to, everything after it as output.
	fmt.Println(served.Port)
	return <-served.Done
}
