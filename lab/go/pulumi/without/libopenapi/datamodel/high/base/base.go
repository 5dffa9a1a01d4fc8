// Package base has the schema types of an OpenAPI document.
package base

import (
	"github.com/pb33f/libopenapi/orderedmap"
	"go.yaml.in/yaml/v4"
)

// Schema is a JSON schema.
type Schema struct {
	AdditionalProperties *DynamicValue[*SchemaProxy, bool]
	AllOf, AnyOf, OneOf  []*SchemaProxy
	Default              *yaml.Node
	Deprecated           *bool
	Description          string
	Discriminator        *Discriminator
	Enum                 []*yaml.Node
	Extensions           *orderedmap.Map[string, *yaml.Node]
	Format               string
	Items                *DynamicValue[*SchemaProxy, bool]
	Maximum              *float64
	MaxLength            *int64
	Minimum              *float64
	MinLength            *int64
	MultipleOf           *float64
	Nullable             *bool
	Pattern              string
	Properties           *orderedmap.Map[string, *SchemaProxy]
	ReadOnly             *bool
	Required             []string
	Title                string
	Type                 []string
}

// LowSchema is how the document writes a schema.
type LowSchema struct{}

// Hash is never reached.
func (*LowSchema) Hash() uint64 { return 0 }

// GoLow gives nothing: no schema comes from a document.
func (*Schema) GoLow() *LowSchema { return nil }

// MarshalJSONInline is never reached.
func (*Schema) MarshalJSONInline() ([]byte, error) { return []byte("{}"), nil }

// SchemaProxy stands for a schema that may be elsewhere in the document.
type SchemaProxy struct{}

// Schema gives nothing.
func (*SchemaProxy) Schema() *Schema { return nil }

// IsReference is never reached.
func (*SchemaProxy) IsReference() bool { return false }

// GetReference is never reached.
func (*SchemaProxy) GetReference() string { return "" }

// DynamicValue is one of two things.
type DynamicValue[A, B any] struct {
	A A
	B B
	N int
}

// IsA says which.
func (v *DynamicValue[A, B]) IsA() bool { return v.N == 0 }

// Discriminator says how to tell the members of a union apart.
type Discriminator struct {
	PropertyName string
	Mapping      *orderedmap.Map[string, string]
}

// Info describes a document.
type Info struct{ Title, Version string }
