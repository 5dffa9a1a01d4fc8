package main

import (
	"fmt"
	"strconv"

	pulumisdk "github.com/pulumi/pulumi/sdk/v3"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// RunPlugin runs a policy pack ("analyzer" in the engine's words) for as long as the engine needs it.
// The pack's configuration comes from the engine only after it has connected, but the SDK reads it
// from the environment at its start: so a proxy answers until the configuration is there, and hands
// over to the pack then.
func (h *host) RunPlugin(
	request *pulumirpc.RunPluginRequest, server pulumirpc.LanguageRuntime_RunPluginServer,
) error {
	if request.GetKind() != "analyzer" {
		return status.Errorf(codes.Unimplemented, "the lab's language host runs policy packs, not a %s", request.GetKind())
	}
	ctx := server.Context()
	folder := request.GetInfo().GetProgramDirectory()
	script, err := resolve(ctx, folder, "@pulumi/pulumi/cmd/run-policy-pack")
	if err != nil {
		return err
	}
	closer, stdout, stderr, err := rpcutil.MakeRunPluginStreams(server, false)
	if err != nil {
		return err
	}
	defer closer.Close()

	proxy, output, err := pulumisdk.NewPolicyProxy(ctx, stdout)
	if err != nil {
		return err
	}
	stack, err := proxy.AwaitConfiguration(ctx)
	if err != nil {
		return err
	}

	args := append([]string{script}, request.GetArgs()...)
	command := h.node(ctx, folder, request.GetInfo().GetOptions(), append(args, folder)...)
	command.Env = append(command.Env, request.GetEnv()...)
	if stack != nil {
		config, err := configuration(stack.GetConfig())
		if err != nil {
			return err
		}
		command.Env = append(command.Env,
			"PULUMI_NODEJS_ORGANIZATION="+stack.GetOrganization(),
			"PULUMI_NODEJS_PROJECT="+stack.GetProject(),
			"PULUMI_NODEJS_STACK="+stack.GetStack(),
			"PULUMI_NODEJS_DRY_RUN="+strconv.FormatBool(stack.GetDryRun()),
			"PULUMI_CONFIG="+config,
		)
	}
	command.Stdout, command.Stderr = output, stderr
	if err := command.Start(); err != nil {
		return fmt.Errorf("the policy pack in %s cannot be started: %w", folder, err)
	}
	return proxy.Attach(ctx, command)
}
