package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// manifest is what a package.json says about the plugin that goes with an npm package.
type manifest struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Pulumi  struct {
		Resource bool   `json:"resource"`
		Name     string `json:"name"`
		Version  string `json:"version"`
		Server   string `json:"server"`
	} `json:"pulumi"`
}

// GetRequiredPackages lists the providers of the npm packages that the program can import: those in
// the node_modules of its folder and of the folders above it, the nearest one of each name.
func (h *host) GetRequiredPackages(
	_ context.Context, request *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	packages := []*pulumirpc.PackageDependency{}
	for _, m := range resourcePackages(request.GetInfo().GetProgramDirectory()) {
		packages = append(packages, &pulumirpc.PackageDependency{
			Name: m.Pulumi.Name, Kind: "resource", Version: m.Pulumi.Version, Server: m.Pulumi.Server,
		})
	}
	return &pulumirpc.GetRequiredPackagesResponse{Packages: packages}, nil
}

// GetRequiredPlugins is the older form of the same question.
func (h *host) GetRequiredPlugins(
	_ context.Context, request *pulumirpc.GetRequiredPluginsRequest,
) (*pulumirpc.GetRequiredPluginsResponse, error) {
	plugins := []*pulumirpc.PluginDependency{}
	for _, m := range resourcePackages(request.GetInfo().GetProgramDirectory()) {
		plugins = append(plugins, &pulumirpc.PluginDependency{
			Name: m.Pulumi.Name, Kind: "resource", Version: m.Pulumi.Version, Server: m.Pulumi.Server,
		})
	}
	return &pulumirpc.GetRequiredPluginsResponse{Plugins: plugins}, nil
}

func resourcePackages(folder string) []manifest {
	found := []manifest{}
	seen := map[string]bool{}
	for {
		files, _ := filepath.Glob(filepath.Join(folder, "node_modules", "@*", "*", "package.json"))
		unscoped, _ := filepath.Glob(filepath.Join(folder, "node_modules", "*", "package.json"))
		for _, file := range append(files, unscoped...) {
			m, ok := readManifest(file)
			if !ok || seen[m.Pulumi.Name] {
				continue
			}
			seen[m.Pulumi.Name] = true
			found = append(found, m)
		}
		parent := filepath.Dir(folder)
		if parent == folder {
			return found
		}
		folder = parent
	}
}

// readManifest reads a package.json and fills in what it leaves to convention. The second result is
// false for packages without a provider.
func readManifest(file string) (manifest, bool) {
	var m manifest
	content, err := os.ReadFile(file)
	if err != nil || json.Unmarshal(content, &m) != nil || !m.Pulumi.Resource {
		return m, false
	}
	if m.Pulumi.Name == "" {
		m.Pulumi.Name = m.Name[strings.LastIndex(m.Name, "/")+1:]
	}
	if m.Pulumi.Version == "" {
		m.Pulumi.Version = m.Version
	}
	return m, true
}
