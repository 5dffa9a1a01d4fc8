package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"google.golang.org/protobuf/types/known/structpb"
)

// resolve finds a module as Node would from folder.
func resolve(ctx context.Context, folder, module string) (string, error) {
	const script = `console.log(require.resolve(process.argv[1], { paths: [process.cwd()] }))`
	command := exec.CommandContext(ctx, "node", "-e", script, module)
	command.Dir = folder
	output, err := command.Output()
	if err != nil {
		return "", fmt.Errorf("%s is not installed for %s: run npm install there", module, folder)
	}
	return strings.TrimSpace(string(output)), nil
}

// node prepares a Node process. When the engine cancels, the process gets SIGINT, and is killed
// five seconds later: what a program does on Ctrl-C has to behave as with the official host.
func (h *host) node(ctx context.Context, folder string, options *structpb.Struct, args ...string) *exec.Cmd {
	ctx, cancel := context.WithCancel(ctx)
	context.AfterFunc(h.stopped, cancel)
	if extra := options.GetFields()["nodeargs"].GetStringValue(); extra != "" {
		args = append(strings.Fields(extra), args...)
	}
	command := exec.CommandContext(ctx, "node", args...)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 5 * time.Second
	command.Dir = folder
	command.Env = os.Environ()
	if typescript := options.GetFields()["typescript"]; typescript == nil || typescript.GetBoolValue() {
		command.Env = append(command.Env, "PULUMI_NODEJS_TYPESCRIPT=true")
	}
	if tsconfig := options.GetFields()["tsconfig"].GetStringValue(); tsconfig != "" {
		command.Env = append(command.Env, "PULUMI_NODEJS_TSCONFIG_PATH="+tsconfig)
	}
	return command
}

// configuration gives a stack's configuration as the SDK reads it from the environment. A stack
// without any has an empty object, not null, which is what Go makes of a missing map.
func configuration(values map[string]string) (string, error) {
	if values == nil {
		values = map[string]string{}
	}
	text, err := json.Marshal(values)
	return string(text), err
}
