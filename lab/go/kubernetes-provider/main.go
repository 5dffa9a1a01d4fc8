// Package main is the Kubernetes provider for the lab. The official program embeds a schema that is
// generated when it is released and that only code generators ask for; this one has none.
package main

import "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"

// version is set when linking: the engine looks for the version of the npm package @pulumi/kubernetes.
var version = "0.0.0"

func main() {
	provider.Serve("kubernetes", version, []byte(`{"name":"kubernetes","version":"`+version+`"}`), []byte("{}"))
}
