// Package orderedmap is a map that remembers in which order its keys came.
package orderedmap

import (
	"iter"
	"slices"
)

// Map must be made by New; a nil Map is empty.
type Map[K comparable, V any] struct {
	keys   []K
	values map[K]V
}

// New makes an empty map.
func New[K comparable, V any]() *Map[K, V] { return &Map[K, V]{values: map[K]V{}} }

// Len counts the entries.
func Len[K comparable, V any](m *Map[K, V]) int {
	if m == nil {
		return 0
	}
	return len(m.keys)
}

// Get gives the value, and whether there is one.
func (m *Map[K, V]) Get(key K) (V, bool) {
	value, there := m.values[key]
	return value, there
}

// GetOrZero gives the value or its type's zero.
func (m *Map[K, V]) GetOrZero(key K) V { return m.values[key] }

// Set adds or replaces, and gives what was there before.
func (m *Map[K, V]) Set(key K, value V) (V, bool) {
	before, there := m.values[key]
	if !there {
		m.keys = append(m.keys, key)
	}
	m.values[key] = value
	return before, there
}

// Delete removes, and gives what was there.
func (m *Map[K, V]) Delete(key K) (V, bool) {
	before, there := m.values[key]
	delete(m.values, key)
	m.keys = slices.DeleteFunc(m.keys, func(other K) bool { return other == key })
	return before, there
}

// FromOldest goes through the entries in order.
func (m *Map[K, V]) FromOldest() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		if m == nil {
			return
		}
		for _, key := range m.keys {
			if !yield(key, m.values[key]) {
				return
			}
		}
	}
}

// KeysFromOldest goes through the keys in order.
func (m *Map[K, V]) KeysFromOldest() iter.Seq[K] {
	return func(yield func(K) bool) {
		for key := range m.FromOldest() {
			if !yield(key) {
				return
			}
		}
	}
}
