// Package v3 has the types of an OpenAPI 3 document.
package v3

import (
	"github.com/pb33f/libopenapi/datamodel/high/base"
	"github.com/pb33f/libopenapi/orderedmap"
	"go.yaml.in/yaml/v4"
)

// Document is an OpenAPI document.
type Document struct {
	Components *Components
	Info       *base.Info
	Paths      *Paths
}

// Components are the schemas that others refer to.
type Components struct {
	Schemas *orderedmap.Map[string, *base.SchemaProxy]
}

// Paths has an item for every path.
type Paths struct {
	PathItems *orderedmap.Map[string, *PathItem]
}

// PathItem has the operations of a path.
type PathItem struct {
	Delete, Get, Head, Patch, Post, Put *Operation
}

// Operation is what a method does.
type Operation struct {
	Deprecated           *bool
	Extensions           *orderedmap.Map[string, *yaml.Node]
	OperationId          string //nolint:revive // the name that is used
	Parameters           []*Parameter
	RequestBody          *RequestBody
	Responses            *Responses
	Summary, Description string
	Tags                 []string
}

// Parameter is in the path, the query or a header.
type Parameter struct {
	Name, In, Description string
	Required              *bool
	Schema                *base.SchemaProxy
}

// RequestBody has a schema per content type.
type RequestBody struct {
	Content *orderedmap.Map[string, *MediaType]
}

// Responses are those by status code, and the one for all others.
type Responses struct {
	Codes   *orderedmap.Map[string, *Response]
	Default *Response
}

// Response has a schema per content type.
type Response struct {
	Content     *orderedmap.Map[string, *MediaType]
	Description string
}

// MediaType is the schema for one content type.
type MediaType struct {
	Schema *base.SchemaProxy
}
