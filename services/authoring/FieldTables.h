#pragma once

#include "services/authoring/FieldInfo.h"

// Parts of the field table, one a kind of document, and those that kinds share.

namespace assay::fields {

QList<FieldInfo> provider();
QList<FieldInfo> collection();
QList<FieldInfo> job();

/// One benchmark asked for, below `row` ("benchmarks/*").
QList<FieldInfo> entry(const QString &row, bool ofJob);
FieldInfo tags(); ///< of a document or a benchmark
QList<FieldInfo> testData(const QString &parent, const QByteArray &section);
QList<FieldInfo> hardware(const QString &parent, const QByteArray &section);
QList<FieldInfo> gate(const QString &parent, const QByteArray &section);
/// Advice for people and agents; a collection's has no target type.
QList<FieldInfo> agent(bool ofProvider);
QList<FieldInfo> classification(const QString &parent, const QByteArray &section, bool industries);

/// `fields` with their paths below `parent`, in `section`.
QList<FieldInfo> under(const QString &parent, const QByteArray &section, QList<FieldInfo> fields);

} // namespace assay::fields
