#pragma once

#include "models/composer/BatchStore.h"
#include "models/composer/BatchSubmit.h"
#include "tests/support/LossyServer.h"

namespace assay::test {

inline AuthoredDocument jobNamed(const QString &name)
{
    AuthoredDocument job(DocumentKind::Job);
    job.set(QStringLiteral("name"), name);
    job.set(QStringLiteral("tags"), QStringList{QStringLiteral("mine")});
    job.set(QStringLiteral("model/name"), QStringLiteral("m"));
    job.set(QStringLiteral("model/url"), QStringLiteral("http://127.0.0.1:1/v1"));
    job.set(QStringLiteral("benchmarks"), QVariantList{QVariantMap{{QStringLiteral("provider_id"), QStringLiteral("assay")}, {QStringLiteral("id"), QStringLiteral("b")}}});
    return job;
}

inline QList<AuthoredDocument> jobs(int count)
{
    QList<AuthoredDocument> made;
    for (int i = 1; i <= count; ++i)
        made << jobNamed(QStringLiteral("job %1").arg(i));
    return made;
}

/// A window: its store and its sender, over a disk and a server that outlive it.
struct Window {
    Window(QMap<QString, QByteArray> &disk, LossyConnection &server, CrashPoints *points = nullptr)
        : drafts(disk), store(drafts), submit(server, store)
    {
        drafts.points = points;
        server.lossy.points = points;
        submit.setSettleTime(0);
        store.load();
    }
    QList<BatchJob::State> states() const
    {
        QList<BatchJob::State> all;
        for (const BatchJob &job : submit.batch().jobs)
            all << job.state;
        return all;
    }
    CrashingDraftStore drafts;
    BatchStore store;
    BatchSubmit submit;
};

inline QStringList namesOn(const LossyConnection &server)
{
    QStringList names;
    for (const Job &job : server.lossy.stored)
        names << job.name;
    names.sort();
    return names;
}

} // namespace assay::test
