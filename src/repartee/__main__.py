from repartee.cli import main

main()
