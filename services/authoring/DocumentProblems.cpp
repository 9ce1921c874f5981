#include "services/authoring/AuthoredDocument.h"
#include "services/authoring/DocumentPath.h"
#include "services/authoring/ParameterTable.h"

#include <QCoreApplication>
#include <QSet>
#include <QUrl>

#include <algorithm>

// The contract's rules over a whole document: each field's own, and those between fields.

namespace assay {

namespace {

bool isThere(const QVariant &value) { return value.isValid() && value.typeId() != QMetaType::Nullptr; }

class Checking {
    Q_DECLARE_TR_FUNCTIONS(assay::Checking)
public:
    explicit Checking(const AuthoredDocument &document) : m_document(document)
    {
        for (const FieldInfo &field : fieldsOf(document.kind())) {
            for (QString path = path::parent(field.path); !path.isEmpty(); path = path::parent(path))
                m_objects.insert(path);
        }
    }

    QList<FieldProblem> problems;
    QStringList unknown;

    void run()
    {
        walk(m_document.root(), {}, {});
        for (const FieldInfo &field : fieldsOf(m_document.kind())) {
            for (const QString &path : expanded(m_document, field.path))
                checkField(field, path);
        }
        if (m_document.kind() == DocumentKind::Job)
            checkJob();
        checkParameters();
        checkHardware();
        checkExports();
    }

private:
    void add(const QString &path, const QString &message)
    {
        if (std::ranges::find(problems, path, &FieldProblem::path) == problems.end())
            problems.append({path, message});
    }

    /// Members between the fields: they must be objects, and known.
    void walk(const QVariant &value, const QString &path, const QString &pattern)
    {
        const bool inner = pattern.isEmpty() || m_objects.contains(pattern);
        const FieldInfo *field = pattern.isEmpty() ? nullptr : fieldAt(m_document.kind(), pattern);
        if (!inner && !field) {
            unknown << path;
            return;
        }
        if (!inner || !isThere(value))
            return;
        if (value.typeId() == QMetaType::QVariantMap) {
            const QVariantMap map = value.toMap();
            for (auto it = map.begin(); it != map.end(); ++it)
                walk(it.value(), path::join(path, it.key()), path::join(pattern, it.key()));
        } else if (value.typeId() == QMetaType::QVariantList && field && field->kind == FieldKind::Rows) {
            const QVariantList rows = value.toList();
            for (qsizetype i = 0; i < rows.size(); ++i)
                walk(rows.at(i), path::join(path, i), pattern + QStringLiteral("/*"));
        } else if (!field) {
            add(path, tr("“%1” must be names with values.").arg(path::last(path)));
        }
    }

    void checkField(const FieldInfo &field, const QString &path)
    {
        const QVariant value = m_document.value(path);
        if (isThere(value)) {
            if (const QString problem = fieldProblem(field, value); !problem.isEmpty())
                add(path, problem);
            return;
        }
        const QString parent = path::parent(path);
        const bool model = m_document.kind() == DocumentKind::Job && path == QLatin1String("model/name");
        if (field.required && (model || parent.isEmpty() || m_document.value(parent).typeId() == QMetaType::QVariantMap))
            add(path, missingProblem(field));
    }

    void checkJob()
    {
        const bool benchmarks = !m_document.rows(QStringLiteral("benchmarks")).isEmpty();
        const bool collection = m_document.contains(QStringLiteral("collection"));
        if (!benchmarks && !collection)
            add(QStringLiteral("benchmarks"), tr("At least one benchmark, or a collection, is needed."));
        if (benchmarks && collection)
            add(QStringLiteral("benchmarks"), tr("Either benchmarks or a collection can be given, not both."));
        QVariantList entries = m_document.rows(QStringLiteral("benchmarks")) + m_document.rows(QStringLiteral("collection/benchmarks"));
        const bool recorded = !entries.isEmpty() && std::ranges::all_of(entries, [](const QVariant &row) {
            return row.toMap().value(QStringLiteral("test_data_ref")).toMap().value(QStringLiteral("type")) == QLatin1String("pre_recorded_data");
        });
        for (const QString &target : QStringList{QStringLiteral("model")} + expanded(m_document, QStringLiteral("targets/*"))) {
            if (m_document.text(target + QStringLiteral("/url")).trimmed().isEmpty() && !recorded)
                add(target + QStringLiteral("/url"), tr("The endpoint is required where not every benchmark has recorded answers."));
        }
        if (const double retries = m_document.value(QStringLiteral("custom/assay/retries")).toDouble(); retries > 100)
            add(QStringLiteral("custom/assay/retries"), tr("Retries must be 100 or fewer."));
    }

    /// What the programs of known providers cannot read.
    void checkParameters()
    {
        for (const char *rows : {"benchmarks/*", "collection/benchmarks/*"}) {
            for (const QString &row : m_document.kind() == DocumentKind::Provider ? QStringList() : expanded(m_document, QLatin1String(rows))) {
                const QVariantMap entry = m_document.value(row).toMap(), parameters = entry.value(QStringLiteral("parameters")).toMap();
                if (parameters.isEmpty())
                    continue;
                const QString provider = entry.value(QStringLiteral("provider_id")).toString(), id = entry.value(QStringLiteral("id")).toString();
                for (const ParameterInfo &parameter : parametersOf(provider, id)) {
                    const QVariant value = parameters.value(parameter.name());
                    if (const QString problem = isThere(value) ? parameterProblem(parameter, value) : QString(); !problem.isEmpty())
                        add(path::join(row + QStringLiteral("/parameters"), parameter.name()), problem);
                }
            }
        }
    }

    void checkHardware()
    {
        QStringList places{QStringLiteral("hardware_config")};
        for (const char *rows : {"benchmarks/*/hardware_config", "collection/benchmarks/*/hardware_config"})
            places += expanded(m_document, QLatin1String(rows));
        for (const QString &place : std::as_const(places)) {
            const QVariantMap config = m_document.value(place).toMap();
            const bool amounts = config.contains(QStringLiteral("queue")) || config.contains(QStringLiteral("cpu"))
                || config.contains(QStringLiteral("memory")) || config.contains(QStringLiteral("gpu"));
            if (config.contains(QStringLiteral("hardware_profile_name")) && amounts)
                add(place + QStringLiteral("/hardware_profile_name"), tr("A hardware profile cannot be combined with queue, CPU, memory or GPU."));
        }
        for (const char *rows : {"benchmarks/*/test_data_ref/git", "collection/benchmarks/*/test_data_ref/git"}) {
            for (const QString &git : expanded(m_document, QLatin1String(rows))) {
                const QString url = m_document.text(git + QStringLiteral("/url"));
                if (m_document.contains(git + QStringLiteral("/secret_ref")) && QUrl(url).scheme() == QLatin1String("http"))
                    add(git + QStringLiteral("/url"), tr("A repository with a secret needs an https address."));
            }
        }
    }

    void checkExports()
    {
        const QString oci = QStringLiteral("exports/oci");
        if (m_document.contains(oci) && !m_document.contains(QStringLiteral("exports/oci/coordinates"))) {
            for (const char *needed : {"/coordinates/oci_host", "/coordinates/oci_repository"})
                add(oci + QLatin1String(needed), missingProblem(*fieldAt(DocumentKind::Job, oci + QLatin1String(needed))));
        }
    }

    const AuthoredDocument &m_document;
    QSet<QString> m_objects; ///< patterns that hold fields
};

} // namespace

QStringList expanded(const AuthoredDocument &document, const QString &pattern)
{
    QStringList done{QString()};
    const QStringList parts = pattern.split(QLatin1Char('/'));
    for (const QString &part : parts) {
        QStringList next;
        for (const QString &path : std::as_const(done)) {
            if (part != QLatin1String("*")) {
                next << path::join(path, part);
                continue;
            }
            const qsizetype rows = document.rows(path).size();
            for (qsizetype i = 0; i < rows; ++i)
                next << path::join(path, i);
        }
        done = next;
    }
    return done;
}

QList<FieldProblem> AuthoredDocument::problems() const
{
    Checking checking(*this);
    checking.run();
    return checking.problems;
}

QStringList AuthoredDocument::unknownMembers() const
{
    Checking checking(*this);
    checking.run();
    return checking.unknown;
}

} // namespace assay
