#pragma once

#include "services/authoring/FieldInfo.h"
#include "services/core/Catalogue.h"
#include "services/core/Job.h"
#include "services/core/Result.h"

#include <QVariantMap>

namespace assay {

/// Something in a document that its server would refuse.
struct FieldProblem {
    QString path;    ///< of the value, or where it is missing; see DocumentPath.h
    QString message; ///< translated, one sentence
    bool operator==(const FieldProblem &) const = default;
};

/// A provider, collection or job that people write: a tree of values reached by path. A value; copies share what is equal.
/// Texts, numbers (qlonglong or double), bools, QVariantList and QVariantMap; what this version does not know is kept.
class AuthoredDocument {
public:
    explicit AuthoredDocument(DocumentKind kind = DocumentKind::Job) : m_kind(kind) {}

    /// Without what the server made: resource, status and results, dates, pages of a collection's benchmarks.
    static AuthoredDocument of(const Provider &provider);
    static AuthoredDocument of(const Collection &collection);
    static AuthoredDocument of(const Job &job);
    /// YAML or JSON. Error::Invalid names the line; a document that is no object is one too.
    static Result<AuthoredDocument> fromText(DocumentKind kind, const QByteArray &text);

    /// As the wire's type; Error::Protocol names a member of the wrong type. A job goes to its `model` only, its further
    /// `targets` are no part of it.
    Result<Provider> toProvider() const;
    Result<Collection> toCollection() const;
    Result<Job> toJob() const;
    QByteArray toYaml() const; ///< names in the order of the field table, which is the order of the form
    QByteArray toJson() const; ///< indented

    DocumentKind kind() const { return m_kind; }
    const QVariantMap &root() const { return m_root; }
    bool isEmpty() const { return m_root.isEmpty(); }

    /// Invalid when nothing is there.
    QVariant value(const QString &path) const;
    QString text(const QString &path) const { return value(path).toString(); }
    bool contains(const QString &path) const { return value(path).isValid(); }
    /// An invalid value, and an empty text, list or object, takes the member away, and what holds nothing else with it; rows
    /// of a list stay. Objects on the way are made. False when the path goes through something that is neither.
    bool set(const QString &path, const QVariant &value);
    /// OneOf: the member that is there; empty: none. choose() puts `member` in place of the others.
    QString chosen(const QString &path) const;
    bool choose(const QString &path, const QString &member);

    QVariantList rows(const QString &path) const { return value(path).toList(); }
    void insertRow(const QString &path, qsizetype at, const QVariant &row); ///< `at` is bounded to the list
    void removeRow(const QString &path, qsizetype at);
    void moveRow(const QString &path, qsizetype from, qsizetype to); ///< `to`: its place afterwards

    /// Every rule of the contract that can be checked here, in the order of the form.
    QList<FieldProblem> problems() const;
    /// Members that the field table does not have; servers ignore or refuse them.
    QStringList unknownMembers() const;

    bool operator==(const AuthoredDocument &) const = default;

private:
    static AuthoredDocument fromJsonBytes(DocumentKind kind, const QByteArray &json);

    DocumentKind m_kind;
    QVariantMap m_root;
};

/// A pattern's paths in this document, one for each row: "benchmarks/*/weight" is "benchmarks/0/weight", ….
QStringList expanded(const AuthoredDocument &document, const QString &pattern);

} // namespace assay
