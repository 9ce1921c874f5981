#include "services/library/LibraryDatabase.h"
#include "services/library/SqlDocuments.h"

#include <QCoreApplication>

#include <cstdio>

using namespace assay;

/// Saves one document after another in the folder it is given and prints each that was acknowledged, until it is killed.
int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    LibraryDatabase database(QCoreApplication::arguments().value(1));
    SqlDocuments documents(database);
    for (int i = 0;; ++i) {
        SavedDocument document;
        document.id = QString::number(i);
        document.title = QStringLiteral("document %1").arg(i);
        document.body = QByteArray(500, 'x') + QByteArray::number(i);
        auto future = documents.save(QStringLiteral("test"), document);
        future.waitForFinished();
        if (!future.result()) {
            std::fprintf(stderr, "%s\n", qPrintable(future.result().error().message));
            return 1;
        }
        std::printf("%d\n", i);
        std::fflush(stdout);
    }
}
