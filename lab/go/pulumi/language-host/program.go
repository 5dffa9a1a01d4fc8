package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// The SDK ends with this code when it has already told the user what went wrong.
const alreadyExplained = 32

// Run runs a program to its end.
func (h *host) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	info := request.GetInfo()
	script, err := resolve(ctx, info.GetProgramDirectory(), "@pulumi/pulumi/cmd/run")
	if err != nil {
		return &pulumirpc.RunResponse{Error: err.Error()}, nil
	}
	config, err := configuration(request.GetConfig())
	if err != nil {
		return nil, err
	}
	secretKeys, err := json.Marshal(append([]string{}, request.GetConfigSecretKeys()...))
	if err != nil {
		return nil, err
	}

	args := []string{
		script,
		"--monitor", request.GetMonitorAddress(),
		"--engine", h.engine,
		"--organization", request.GetOrganization(),
		"--project", request.GetProject(),
		"--stack", request.GetStack(),
		"--pwd", info.GetProgramDirectory(),
		"--root-directory", info.GetRootDirectory(),
		"--parallel", strconv.Itoa(int(request.GetParallel())),
	}
	if request.GetDryRun() {
		args = append(args, "--dry-run")
	}
	args = append(args, info.GetEntryPoint())
	args = append(args, request.GetArgs()...)

	command := h.node(ctx, info.GetProgramDirectory(), info.GetOptions(), args...)
	command.Env = append(command.Env,
		"PULUMI_CONFIG="+config,
		"PULUMI_CONFIG_SECRET_KEYS="+string(secretKeys),
	)
	// Hidden behind io.Writer the two are copied to instead of handed down: a process that the
	// program leaves behind then cannot keep this one's output open.
	command.Stdout, command.Stderr = struct{ io.Writer }{os.Stdout}, struct{ io.Writer }{os.Stderr}
	err = command.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == alreadyExplained:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case errors.As(err, &exit) && exit.ExitCode() > 0:
		// The official host's words: they are part of what people see of a failing program.
		message := fmt.Sprintf("Program exited with non-zero exit code: %d", exit.ExitCode())
		return &pulumirpc.RunResponse{Error: message}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("Program exited unexpectedly: %v", err)}, nil
	}
}
