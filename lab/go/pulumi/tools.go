//go:build tools

// Package tools keeps the CLI among the requirements of this module: nothing here imports it, it is
// only built.
package tools

import (
	_ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
)
