// Package libopenapi takes the place of the OpenAPI library that the CLI uses for one command,
// `pulumi cloud api`: compiling the real one is a sixth of the work of building the CLI, and the lab
// has no Pulumi Cloud to talk to. The types have what that command mentions; no document can be read.
package libopenapi

import (
	"errors"

	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

// Document is never made.
type Document struct{}

// DocumentModel is never made.
type DocumentModel[T any] struct{ Model T }

var errLeftOut = errors.New("the lab's CLI is built without OpenAPI")

// NewDocument refuses every document.
func NewDocument([]byte) (*Document, error) { return nil, errLeftOut }

// BuildV3Model is never reached.
func (*Document) BuildV3Model() (*DocumentModel[v3.Document], error) { return nil, errLeftOut }
