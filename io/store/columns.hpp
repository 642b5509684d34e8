#pragma once

/// \file
/// Rows of numbers as columns of a store's file: one list of names and members, by which both ways go.

#include "io/store/hdf5_file.hpp"

#include <span>
#include <string>
#include <vector>

namespace gassan {

/// A member of a row and the name of its column.
template <class Row, class Value = double>
struct Column {
    const char* name;
    Value Row::*member;
};

template <class Row, class Value, std::size_t count>
void write_columns(hdf5::Writer& file, const std::string& group, std::span<const Row> rows,
                   const Column<Row, Value> (&columns)[count]) {
    std::vector<Value> values(rows.size());
    for (const auto& column : columns) {
        for (std::size_t i = 0; i < rows.size(); ++i) values[i] = rows[i].*column.member;
        file.column(group + "/" + column.name, values);
    }
}

template <class Row, class Value, std::size_t count>
void read_columns(const hdf5::Reader& file, const std::string& group, std::vector<Row>& rows,
                  const Column<Row, Value> (&columns)[count]) {
    for (const auto& column : columns) {
        const auto values = file.column<Value>(group + "/" + column.name, rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*column.member = values[i];
    }
}

template <class Row, std::size_t count>
void write_text_columns(hdf5::Writer& file, const std::string& group, std::span<const Row> rows,
                        const Column<Row, std::string> (&columns)[count]) {
    std::vector<std::string> values(rows.size());
    for (const auto& column : columns) {
        for (std::size_t i = 0; i < rows.size(); ++i) values[i] = rows[i].*column.member;
        file.texts(group + "/" + column.name, values);
    }
}

/// The first of them tells how many rows there are.
template <class Row, std::size_t count>
[[nodiscard]] std::vector<Row> read_text_columns(const hdf5::Reader& file, const std::string& group,
                                                 const Column<Row, std::string> (&columns)[count]) {
    std::vector<Row> rows(file.texts(group + "/" + columns[0].name).size());
    for (const auto& column : columns) {
        const auto values = file.texts(group + "/" + column.name, rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*column.member = values[i];
    }
    return rows;
}

}  // namespace gassan
