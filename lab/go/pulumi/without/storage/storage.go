// Package storage takes the place of the client for Google's object storage, in which the CLI can
// keep its state: with all that it brings, compiling the real one is an eighth of the work of
// building the CLI, and the lab keeps state in files. No client can be made.
package storage

import (
	"context"
	"errors"
	"io"
	"time"

	"google.golang.org/api/iterator"
	"google.golang.org/api/option"
)

var errLeftOut = errors.New("the lab's CLI is built without Google Cloud Storage: state is kept in files")

// The errors of the real client; never returned.
var (
	ErrBucketNotExist = errors.New("storage: bucket doesn't exist")
	ErrObjectNotExist = errors.New("storage: object doesn't exist")
)

// ScopeReadWrite is the permission to read and write.
const ScopeReadWrite = "https://www.googleapis.com/auth/devstorage.read_write"

// Client is never made.
type Client struct{}

// NewClient refuses.
func NewClient(context.Context, ...option.ClientOption) (*Client, error) { return nil, errLeftOut }

// Close does nothing.
func (*Client) Close() error { return nil }

// Bucket gives a bucket that can do nothing.
func (*Client) Bucket(string) *BucketHandle { return &BucketHandle{} }

// BucketHandle names a bucket.
type BucketHandle struct{}

// Attrs fails.
func (*BucketHandle) Attrs(context.Context) (*BucketAttrs, error) { return nil, errLeftOut }

// Object gives an object that can do nothing.
func (*BucketHandle) Object(string) *ObjectHandle { return &ObjectHandle{} }

// Objects gives an iterator that is at its end.
func (*BucketHandle) Objects(context.Context, *Query) *ObjectIterator {
	return &ObjectIterator{page: &iterator.PageInfo{}}
}

// BucketAttrs describes a bucket.
type BucketAttrs struct{}

// ObjectHandle names an object.
type ObjectHandle struct{}

// If gives the same object.
func (o *ObjectHandle) If(Conditions) *ObjectHandle { return o }

// Attrs fails.
func (*ObjectHandle) Attrs(context.Context) (*ObjectAttrs, error) { return nil, errLeftOut }

// Delete fails.
func (*ObjectHandle) Delete(context.Context) error { return errLeftOut }

// CopierFrom gives a copier that fails.
func (*ObjectHandle) CopierFrom(*ObjectHandle) *Copier { return &Copier{} }

// NewRangeReader fails.
func (*ObjectHandle) NewRangeReader(context.Context, int64, int64) (*Reader, error) {
	return nil, errLeftOut
}

// NewWriter gives a writer that fails.
func (*ObjectHandle) NewWriter(context.Context) *Writer { return &Writer{} }

// ObjectAttrs describes an object.
type ObjectAttrs struct {
	CacheControl, ContentDisposition, ContentEncoding, ContentLanguage, ContentType string
	Created, Updated                                                                time.Time
	Etag, Name, Prefix                                                              string
	Generation                                                                      int64
	MD5                                                                             []byte
	Metadata                                                                        map[string]string
	Size                                                                            int64
}

// ObjectIterator goes through the objects of a bucket.
type ObjectIterator struct{ page *iterator.PageInfo }

// PageInfo says where the iterator is.
func (i *ObjectIterator) PageInfo() *iterator.PageInfo { return i.page }

// Next fails.
func (*ObjectIterator) Next() (*ObjectAttrs, error) { return nil, errLeftOut }

// Conditions restrict what is done to an object.
type Conditions struct{ DoesNotExist bool }

// Query chooses objects.
type Query struct{ Prefix, Delimiter string }

// SetAttrSelection does nothing.
func (*Query) SetAttrSelection([]string) error { return nil }

// Reader is never made.
type Reader struct {
	io.ReadCloser
	Attrs ReaderObjectAttrs
}

// ReaderObjectAttrs describes the object that is read.
type ReaderObjectAttrs struct {
	ContentType  string
	LastModified time.Time
	Size         int64
}

// Writer fails.
type Writer struct {
	ObjectAttrs
	ChunkSize             int
	ForceEmptyContentType bool
}

// Write fails.
func (*Writer) Write([]byte) (int, error) { return 0, errLeftOut }

// Close fails.
func (*Writer) Close() error { return errLeftOut }

// Copier fails.
type Copier struct{ ObjectAttrs }

// Run fails.
func (*Copier) Run(context.Context) (*ObjectAttrs, error) { return nil, errLeftOut }

// SignedURLOptions are what a signed URL allows.
type SignedURLOptions struct {
	ContentType, GoogleAccessID, Method string
	Expires                             time.Time
	PrivateKey                          []byte
	SignBytes                           func([]byte) ([]byte, error)
}

// SignedURL fails.
func SignedURL(string, string, *SignedURLOptions) (string, error) { return "", errLeftOut }
